package dev.unroll.job.report;

/**
 * Where the wall time of a step went, in nanoseconds; the parts add up to the whole step. Times of
 * tasks are means over the tasks that share a step.
 *
 * @param products in matrix products
 * @param gates in everything else that the tasks computed: gates, loss, gathering and scattering
 * @param waiting from the mean task's end of computing to the slowest one's
 * @param exchange carrying parameters and gradients, and adding gradients up
 * @param driver clipping and the optimizer
 */
public record StepTime(long products, long gates, long waiting, long exchange, long driver) {

  /** No time at all. */
  public static final StepTime NONE = new StepTime(0, 0, 0, 0, 0);

  /** The whole step. */
  public long total() {
    return products + gates + waiting + exchange + driver;
  }

  /** The sum of two. */
  public StepTime plus(StepTime other) {
    return new StepTime(
        products + other.products,
        gates + other.gates,
        waiting + other.waiting,
        exchange + other.exchange,
        driver + other.driver);
  }
}
