package dev.unroll.job.train;

import dev.unroll.job.report.Traffic;
import java.util.HashMap;
import java.util.Map;

/** Counts what an exchange carries. */
final class TrafficMeter {
  private final Map<String, Traffic.Bytes> executors = new HashMap<>();

  synchronized void up(String executor, long bytes) {
    executors.merge(executor, new Traffic.Bytes(bytes, 0), Traffic.Bytes::plus);
  }

  synchronized void down(String executor, long bytes) {
    executors.merge(executor, new Traffic.Bytes(0, bytes), Traffic.Bytes::plus);
  }

  synchronized Traffic total() {
    return Traffic.NONE.plus(executors);
  }

  /** Bytes of all states; entries may be null. */
  static long bytes(float[][] states) {
    long bytes = 0;
    for (float[] state : states) {
      bytes += state == null ? 0 : 4L * state.length;
    }
    return bytes;
  }

  /** Bytes of row numbers. */
  static long bytes(int[][] rows) {
    long bytes = 0;
    for (int[] some : rows) {
      bytes += 4L * some.length;
    }
    return bytes;
  }
}
