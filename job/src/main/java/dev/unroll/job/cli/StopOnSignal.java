package dev.unroll.job.cli;

import dev.unroll.job.train.TrainingRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Lets Ctrl-C and SIGTERM end a training behind the step in work, with a checkpoint.
 *
 * <p>Spark stops its context in one of Hadoop's shutdown hooks. Ours comes before it and waits
 * until the run has ended by itself, or for so long that whoever sent the signal sees no reason to
 * send a stronger one.
 */
final class StopOnSignal implements AutoCloseable {
  /** Spark's hooks have 30 more than Hadoop's own. */
  private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

  private static final int PATIENCE_SECONDS = 20;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook = this::stop;
  private volatile TrainingRun run;

  StopOnSignal() {
    ShutdownHookManager.get()
        .addShutdownHook(hook, PRIORITY, PATIENCE_SECONDS + 1, TimeUnit.SECONDS);
  }

  /** Names the run that a signal stops. */
  void stops(TrainingRun toStop) {
    run = toStop;
  }

  private void stop() {
    try {
      if (run == null || !run.stop()) {
        System.err.println(
            "unroll: stopped outside of training; --resume does again what was cut off");
      } else if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("unroll: stopped; --resume goes on from the newest checkpoint");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
