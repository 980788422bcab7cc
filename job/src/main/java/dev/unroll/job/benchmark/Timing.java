package dev.unroll.job.benchmark;

import dev.unroll.linalg.Blas;
import java.util.Map;

/** What the results of all benchmarks have in common. */
final class Timing {
  private Timing() {}

  /** The median of numbers in rising order. */
  static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Adds what ran the products, and the version of Java. */
  static void putMachine(Map<String, Object> result) {
    result.put("blas", Blas.get().implementation());
    result.put("kernel", Blas.get().kernel());
    result.put("forced_by", Blas.get().forcedBy());
    result.put("java", Runtime.version().toString());
  }
}
