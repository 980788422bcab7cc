package dev.unroll.job.train;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** What the cluster offers to the tasks of a session. */
final class Slots {
  private Slots() {}

  /** The number with the executors of this moment; 0 if there are none. */
  static int of(JavaSparkContext spark) {
    SparkContext context = spark.sc();
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** Executor processes of this moment; 0 in {@code local[N]}. */
  static int executors(JavaSparkContext spark) {
    return spark.isLocal() ? 0 : spark.sc().statusTracker().getExecutorInfos().length - 1;
  }

  /** Whether other jobs of this session want them too. */
  static boolean areShared(JavaSparkContext spark) {
    // A job that has just ended, such as our own last one, is still listed for a moment.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (spark.statusTracker().getActiveJobIds().length > 0) {
      if (System.nanoTime() > end) {
        return true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return false;
  }

  /** The number to divide work by. */
  static int atLeastOne(JavaSparkContext spark) {
    return Math.max(1, of(spark));
  }
}
