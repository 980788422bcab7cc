package dev.unroll.job.train;

import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;

/**
 * What a step pays for its exchange beside its computation, as a model: milliseconds, for E
 * executors and B bytes of dense parameters. Rows of input symbols are left out, since few of them
 * travel.
 *
 * <pre>
 * rpc = 5 + 2 ms · E + 2 B E · n                                               (1)
 * job = 125 + 25 ms · E + 2 B E · n                             up to 6 tasks  (2)
 * job = 2 (125 + 25 ms · √E) + B (1 + log₂ E + 2 √E) · n        from there on  (3)
 * n   = 4.5 ns a byte: copied, sent and read, on the one side and on the other
 * </pre>
 *
 * <p>(1) All sets of parameters and gradients pass the driver. (2) So do they here, and a job must
 * be started. (3) Executors hand the parameters on among themselves, and gradients meet in √E sums,
 * which takes a second stage. The constants of (1) and (2) were fitted to one, two and four
 * executor processes of one machine; (3) follows from the same constants and has not been measured.
 */
final class ExchangeCost {
  private static final double RPC_MS = 5;
  private static final double RPC_MS_PER_EXECUTOR = 2;
  private static final double JOB_MS = 125;
  private static final double JOB_MS_PER_TASK = 25;
  private static final double MS_PER_BYTE = 4.5e-6;

  private ExchangeCost() {}

  /** Milliseconds of a step by {@code rpc} (1). */
  static double rpc(int executors, long bytes) {
    return RPC_MS + RPC_MS_PER_EXECUTOR * executors + 2.0 * bytes * executors * MS_PER_BYTE;
  }

  /** Milliseconds of a step by {@code job} (2), (3). */
  static double job(int executors, long bytes) {
    if (executors <= JobExchange.MOST_WITHOUT_AGGREGATION) {
      return JOB_MS + JOB_MS_PER_TASK * executors + 2.0 * bytes * executors * MS_PER_BYTE;
    }
    double sums = Math.sqrt(executors);
    double sets = 1 + Math.log(executors) / Math.log(2) + 2 * sums;
    return 2 * (JOB_MS + JOB_MS_PER_TASK * sums) + bytes * sets * MS_PER_BYTE;
  }

  /** Bytes of what every step carries, whatever symbols its batch has. */
  static long denseBytes(ParameterLayout layout) {
    long rows = layout.slices().stream().mapToLong(Slice::sparseSize).sum();
    return Float.BYTES * (layout.size() - rows);
  }
}
