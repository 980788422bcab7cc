package dev.unroll.job.chart;

import java.util.Locale;

/** Numbers as charts and tables show them, the same in every locale. */
public final class Numbers {

  private Numbers() {}

  /** Up to four digits that tell something: {@code 12,500}, {@code 0.003}, {@code 2.5e-05}. */
  public static String tick(double value) {
    double magnitude = Math.abs(value);
    if (value == 0) {
      return "0";
    }
    if (magnitude >= 1e6 || magnitude < 1e-3) {
      return String.format(Locale.ROOT, "%.3g", value)
          .replaceFirst("\\.?0*e", "e")
          .replaceFirst("e([-+])0", "e$1");
    }
    if (magnitude >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String text = String.format(Locale.ROOT, "%.4g", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /** {@code 1:02:03}, or {@code 2:03} below one hour. */
  public static String duration(long seconds) {
    return seconds >= 3600
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }
}
