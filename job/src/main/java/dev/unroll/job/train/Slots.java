package dev.unroll.job.train;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks the cluster can run at the same time. */
final class Slots {
  private Slots() {}

  /** The number with the executors of this moment, at least 1. */
  static int of(JavaSparkContext spark) {
    SparkContext context = spark.sc();
    return Math.max(
        1,
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile()));
  }
}
