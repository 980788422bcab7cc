package dev.unroll.job.chart;

import java.util.List;

/**
 * Curves over one pair of axes.
 *
 * @param title what is to be seen
 * @param xLabel the horizontal axis, with its unit
 * @param yLabel the vertical axis, with its unit
 * @param from left end of the horizontal axis
 * @param to right end
 * @param logarithmic whether the vertical axis is; then all values must be > 0
 * @param curves at least one, none empty
 * @param levels horizontal lines
 */
public record Panel(
    String title,
    String xLabel,
    String yLabel,
    double from,
    double to,
    boolean logarithmic,
    List<Curve> curves,
    List<Level> levels) {

  /**
   * One curve.
   *
   * @param name for the legend
   * @param marked whether every point is a measurement of its own and gets a mark
   * @param points by rising x
   */
  public record Curve(String name, boolean marked, List<Point> points) {

    /** Marks a point that is alone: a line through it would have no length. */
    public Curve {
      marked = marked || points.size() == 1;
    }
  }

  /**
   * One point, which may stand for several values.
   *
   * @param x place
   * @param y their mean
   * @param low the least of them
   * @param high the greatest
   */
  public record Point(double x, double y, double low, double high) {
    /** One value. */
    public static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }
  }

  /** A named height. */
  public record Level(String name, double y) {}

  public Panel {
    curves = List.copyOf(curves);
    levels = List.copyOf(levels);
  }

  /** The same with a horizontal axis that reaches this far at least. */
  public Panel until(double x) {
    return new Panel(title, xLabel, yLabel, from, Math.max(x, to), logarithmic, curves, levels);
  }
}
