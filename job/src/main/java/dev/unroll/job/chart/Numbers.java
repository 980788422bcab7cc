package dev.unroll.job.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as charts and tables show them, the same in every locale. */
public final class Numbers {

  private Numbers() {}

  /** Four digits, or those before the point: {@code 12,500}, {@code 0.0005}, {@code 2.5e-5}. */
  public static String tick(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    double magnitude = Math.abs(value);
    if (magnitude >= 1e6 || magnitude < 1e-4) {
      int exponent = rounded.precision() - rounded.scale() - 1;
      return rounded.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }
    return magnitude >= 1000 ? String.format(Locale.ROOT, "%,.0f", value) : rounded.toPlainString();
  }

  /** {@code 1:02:03}, or {@code 2:03} below one hour. */
  public static String duration(long seconds) {
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
