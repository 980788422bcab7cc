package dev.unroll.job.train;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks the cluster can run at the same time. */
final class Slots {
  private Slots() {}

  /** The number with the executors of this moment; 0 if there are none. */
  static int of(JavaSparkContext spark) {
    SparkContext context = spark.sc();
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** The number to divide work by. */
  static int atLeastOne(JavaSparkContext spark) {
    return Math.max(1, of(spark));
  }
}
