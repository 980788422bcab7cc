package dev.unroll.job.train;

import dev.unroll.linalg.Blas;

/**
 * Divides the time that a process has spent in matrix products among the steps: whatever its tasks
 * compute between {@link #begin} and the last {@link #lap} of a step is found in one of the laps.
 */
final class ProductClock {
  private long step = -1;
  private long seen;

  /** Before a task computes; the first task of a step starts the clock. */
  synchronized void begin(long step) {
    if (this.step != step) {
      this.step = step;
      seen = Blas.get().productNanos();
    }
  }

  /** After a task has computed: nanoseconds in products since the last lap of the process. */
  synchronized long lap() {
    long now = Blas.get().productNanos();
    long lap = now - seen;
    seen = now;
    return lap;
  }
}
