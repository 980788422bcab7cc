package dev.unroll.job.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers along one side of a plot.
 *
 * @param low the least value
 * @param high the greatest, > low
 * @param logarithmic whether equal distances are equal factors; then low > 0
 */
record Axis(double low, double high, boolean logarithmic) {

  /** An axis that holds these values; one for numbers ≥ 0 begins at 0 where that costs little. */
  static Axis around(double low, double high, boolean logarithmic) {
    if (logarithmic) {
      return new Axis(low / 1.1, high * 1.1, true);
    }
    double room = high > low ? 0.05 * (high - low) : Math.max(Math.abs(high), 1e-9) * 0.05;
    boolean fromZero = low >= 0 && (low == high || low < 0.3 * high);
    return new Axis(fromZero ? 0 : low - room, high + room, false);
  }

  /** Where a value stands between low (0) and high (1). */
  double share(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /** Round numbers on it; distances between them are so many or a few more, or fewer. */
  List<Double> ticks(int about) {
    return logarithmic ? logarithmicTicks(about) : linearTicks(about);
  }

  private List<Double> linearTicks(int about) {
    double rough = (high - low) / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    double step = power * (digit < 1.2 ? 1 : digit < 2.4 ? 2 : digit < 6 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Powers of ten, and where these are few, twice and five times as much too. */
  private List<Double> logarithmicTicks(int about) {
    double decades = Math.log10(high / low);
    int every = (int) Math.max(1, Math.ceil(decades / about));
    double[] digits = decades * 3 <= about ? new double[] {1, 2, 5} : new double[] {1};
    List<Double> ticks = new ArrayList<>();
    for (int i = (int) Math.floor(Math.log10(low)); i <= Math.log10(high); i++) {
      for (double digit : digits) {
        double tick = digit * Math.pow(10, i);
        if (Math.floorMod(i, every) == 0 && tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }
}
