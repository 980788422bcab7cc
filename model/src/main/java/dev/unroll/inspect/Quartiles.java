package dev.unroll.inspect;

import java.util.Arrays;

/** The lower quartile, the median and the upper quartile of some values. */
public record Quartiles(double lower, double median, double upper) {

  /**
   * The quartiles of these values; between two of them lies a straight line.
   *
   * @throws IllegalArgumentException if there is no value
   */
  public static Quartiles of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("quartiles must be of at least one value, got none");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    double rest = place - below;
    return rest == 0 ? sorted[below] : (1 - rest) * sorted[below] + rest * sorted[below + 1];
  }
}
