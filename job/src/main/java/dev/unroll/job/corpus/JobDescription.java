package dev.unroll.job.corpus;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** What Spark's own windows say about jobs and stages. */
public final class JobDescription {

  private JobDescription() {}

  /** Runs Spark jobs of this thread under a description. */
  public static <T> T during(JavaSparkContext spark, String description, Supplier<T> jobs) {
    spark.sc().setJobDescription(description);
    try {
      return jobs.get();
    } finally {
      spark.sc().setJobDescription(null);
    }
  }
}
