package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * {@code rpc}: many steps inside one running barrier stage, over Spark's plugin channel.
 *
 * <p>Each task owns one aligned group of shards. It asks the driver for the next step until there
 * is one, computes, and hands back the sum over its group; the driver adds up the groups. When a
 * task or an executor fails, Spark starts the stage again, and its tasks ask for the step in work:
 * groups that were done stay done, so a failure costs one step at most. Results that arrive twice
 * are the same bit for bit, and the second is ignored.
 */
final class RpcExchange implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(RpcExchange.class);

  /** Rounds that may fail one after the other without a finished step between them. */
  private static final int MOST_FAILURES = 3;

  private final JavaSparkContext spark;
  private final ShardProgram program;
  private final String run = UUID.randomUUID().toString();
  private final ShardEngine engine;
  private final boolean local;
  private final int groupSize;
  private final int groups;
  private final ExecutorService roundThread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "unroll-round");
            thread.setDaemon(true);
            return thread;
          });

  private CompletableFuture<Void> round;
  private Partial last = Partial.NOTHING;
  private long lastStep = Long.MIN_VALUE;

  // The step in work; guarded by this.
  private StepPosition position;
  private float[] parameters;
  private byte[] changes;
  private byte[] everything;
  private float[][] states;
  private RpcMessage.GroupDone[] done;
  private int missing;
  private boolean ending;

  /**
   * Runs the program in rounds on {@code cores} tasks at most.
   *
   * @param cores tasks that can run at the same time
   */
  RpcExchange(JavaSparkContext spark, ShardProgram program, int cores) {
    this.spark = spark;
    this.program = program;
    this.engine = new ShardEngine(program);
    this.local = spark.isLocal();
    this.groupSize = ShardTree.groupSize(program.shards(), cores);
    this.groups = ShardTree.groups(program.shards(), groupSize);
    if (local) {
      Replica.shareDriver(run, engine);
    }
    UnrollPlugin.listen(run, this::receive);
  }

  // ---- the training thread ----------------------------------------------------------------------

  @Override
  public StepResult step(StepPosition step, float[] now, float[][] streams) {
    publish(step, now, streams);
    int failures = 0;
    while (!await()) {
      failures++;
      if (failures == MOST_FAILURES) {
        throw new IllegalStateException(
            "step %d failed %d times".formatted(step.step() + 1, failures), failure());
      }
      LOG.warn("step {} begins again: {}", step.step() + 1, failure().toString());
    }
    List<Partial> parts = new ArrayList<>();
    for (RpcMessage.GroupDone group : done) {
      parts.add(new Partial(group.loss(), group.symbols(), gradients(group)));
      int from = group.group() * groupSize;
      System.arraycopy(group.states(), 0, streams, from, group.states().length);
    }
    last = GroupSums.add(engine, parts);
    lastStep = step.step();
    return new StepResult(last.loss(), last.symbols(), last.gradients());
  }

  private synchronized void publish(StepPosition step, float[] now, float[][] streams) {
    boolean follows = step.step() == lastStep + 1 && last.gradients() != null;
    changes = !local && follows ? FloatBytes.of(now, last.gradients()) : null;
    everything = null;
    engine.release(last.gradients());
    last = Partial.NOTHING;
    position = step;
    parameters = now;
    states = streams;
    done = new RpcMessage.GroupDone[groups];
    missing = groups;
    ending = false;
  }

  /** Waits until all groups are done; false if the round failed before. */
  private boolean await() {
    if (round == null || round.isDone()) {
      round = CompletableFuture.runAsync(this::runRound, roundThread);
      CompletableFuture<Void> watched = round;
      watched.whenComplete((nothing, failure) -> wake());
    }
    synchronized (this) {
      while (missing > 0 && !round.isDone()) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while a step was computed", e);
        }
      }
      return missing == 0;
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private Throwable failure() {
    Throwable ended = new IllegalStateException("the round ended");
    return round.handle((nothing, failure) -> failure == null ? ended : failure).join();
  }

  private Gradients gradients(RpcMessage.GroupDone group) {
    if (group.gradientBytes() == null) {
      return group.gradients();
    }
    Gradients gradients = engine.acquire();
    FloatBytes.read(group.gradientBytes(), gradients);
    return gradients;
  }

  @Override
  public void pause() {
    synchronized (this) {
      ending = true;
    }
    if (round != null) {
      round.handle((nothing, failure) -> nothing).join();
      round = null;
    }
  }

  @Override
  public String name() {
    return "rpc";
  }

  @Override
  public void close() {
    pause();
    UnrollPlugin.forget(run);
    Replica.forget(run);
    roundThread.shutdownNow();
  }

  // ---- the round --------------------------------------------------------------------------------

  private void runRound() {
    List<Integer> numbers = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      numbers.add(group);
    }
    spark
        .parallelize(numbers, groups)
        .rdd()
        .barrier()
        .mapPartitions(
            new GroupTask(run, program, groupSize), false, ClassTag$.MODULE$.apply(Integer.class))
        .count();
  }

  /** What a task does: all steps of the round for its group. */
  private static final class GroupTask
      extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final ShardProgram program;
    private final int groupSize;

    GroupTask(String run, ShardProgram program, int groupSize) {
      this.run = run;
      this.program = program;
      this.groupSize = groupSize;
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> mine) {
      int group = mine.next();
      int from = group * groupSize;
      int to = Math.min(program.shards(), from + groupSize);
      try {
        Replica.of(run, program).work(group, from, to, program.shards());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      return CollectionConverters.asScala(Collections.<Integer>emptyIterator());
    }
  }

  // ---- the messages; called on Spark's message thread, must not block ---------------------------

  private synchronized RpcMessage.Answer receive(RpcMessage message) {
    if (message instanceof RpcMessage.NextStep next) {
      return nextStep(next.group());
    }
    if (message instanceof RpcMessage.WantParameters want) {
      return parameters(want);
    }
    RpcMessage.GroupDone group = (RpcMessage.GroupDone) message;
    if (isCurrent(group.step()) && done[group.group()] == null) {
      done[group.group()] = group;
      missing--;
      if (missing == 0) {
        notifyAll();
      }
    }
    return new RpcMessage.Wait();
  }

  private boolean isCurrent(long step) {
    return missing > 0 && position.step() == step;
  }

  private RpcMessage.Answer nextStep(int group) {
    if (ending) {
      return new RpcMessage.End();
    }
    if (missing == 0 || done[group] != null) {
      return new RpcMessage.Wait();
    }
    int from = group * groupSize;
    int to = Math.min(program.shards(), from + groupSize);
    return new RpcMessage.Work(position, Arrays.copyOfRange(states, from, to));
  }

  private RpcMessage.Answer parameters(RpcMessage.WantParameters want) {
    if (!isCurrent(want.step())) {
      return new RpcMessage.Wait();
    }
    if (local) {
      return new RpcMessage.Parameters(parameters, null, false);
    }
    if (changes != null && want.have() == want.step() - 1) {
      return new RpcMessage.Parameters(null, changes, true);
    }
    if (everything == null) {
      everything = FloatBytes.of(parameters);
    }
    return new RpcMessage.Parameters(null, everything, false);
  }
}
