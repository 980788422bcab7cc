package dev.unroll.job.chart;

import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Level;
import dev.unroll.job.chart.Panel.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws a panel as SVG for an HTML page. Colours and fonts are the page's: lines have the classes
 * {@code c0} to {@code c5}, the rest {@code grid}, {@code axis}, {@code level} and {@code mark}.
 */
public final class SvgChart {
  /** Classes of curves; the seventh is drawn as the first. */
  public static final int COLORS = 6;

  private static final int MOST_MARKS = 60;
  private static final int WIDTH = 480;
  private static final int HEIGHT = 250;
  private static final int LEFT = 66;
  private static final int RIGHT = 26;
  private static final int TOP = 28;
  private static final int BOTTOM = 44;

  private final Panel panel;
  private final Axis xAxis;
  private final Axis yAxis;
  private final StringBuilder svg = new StringBuilder();

  private SvgChart(Panel panel) {
    this.panel = panel;
    this.xAxis = new Axis(panel.from(), Math.max(panel.to(), panel.from() + 1e-9), false);
    this.yAxis = Axis.around(least(panel), greatest(panel), panel.logarithmic());
  }

  /** The element. */
  public static String draw(Panel panel) {
    return new SvgChart(panel).draw();
  }

  private static double least(Panel panel) {
    double curves =
        panel.curves().stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(Point::low)
            .min()
            .orElseThrow();
    return panel.levels().stream().mapToDouble(Level::y).reduce(curves, Math::min);
  }

  private static double greatest(Panel panel) {
    double curves =
        panel.curves().stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(Point::high)
            .max()
            .orElseThrow();
    return panel.levels().stream().mapToDouble(Level::y).reduce(curves, Math::max);
  }

  private String draw() {
    add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, label());
    drawAxes();
    for (int i = 0; i < panel.curves().size(); i++) {
      draw(panel.curves().get(i), i % COLORS);
    }
    for (Level level : panel.levels()) {
      String y = y(level.y());
      add("<path class=\"level\" d=\"M%d %sH%d\"/>", LEFT, y, WIDTH - RIGHT);
    }
    return svg.append("</svg>").toString();
  }

  private String label() {
    return Html.escape(panel.title() + ": " + panel.yLabel() + " over " + panel.xLabel());
  }

  private void drawAxes() {
    int bottom = HEIGHT - BOTTOM;
    for (double tick : yAxis.ticks(6)) {
      String y = y(tick);
      add("<path class=\"grid\" d=\"M%d %sH%d\"/>", LEFT, y, WIDTH - RIGHT);
      text(LEFT - 6, y(tick, 4), "end", Numbers.tick(tick));
    }
    for (double tick : xAxis.ticks(4)) {
      String x = x(tick);
      add("<path class=\"axis\" d=\"M%s %dv4\"/>", x, bottom);
      add(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x, bottom + 17, Numbers.tick(tick));
    }
    add("<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, bottom, WIDTH - RIGHT);
    text(4, TOP - 14, "start", panel.yLabel());
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", panel.xLabel());
  }

  private void draw(Curve curve, int color) {
    List<Point> points = curve.points();
    if (points.stream().anyMatch(point -> point.low() < point.high())) {
      StringBuilder band = new StringBuilder(path(points, Point::high));
      for (int i = points.size() - 1; i >= 0; i--) {
        band.append('L').append(x(points.get(i).x())).append(' ').append(y(points.get(i).low()));
      }
      add("<path class=\"band c%d\" d=\"%sZ\"/>", color, band);
    }
    add("<path class=\"line c%d\" d=\"%s\"/>", color, path(points, Point::y));
    if (curve.marked() && points.size() <= MOST_MARKS) {
      for (Point point : points) {
        add(
            "<circle class=\"mark c%d\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s</title></circle>",
            color,
            x(point.x()),
            y(point.y()),
            Html.escape(
                "%s at %s: %s"
                    .formatted(curve.name(), Numbers.tick(point.x()), Numbers.tick(point.y()))));
      }
    }
  }

  private String path(List<Point> points, ToDoubleFunction<Point> value) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L').append(x(point.x())).append(' ');
      path.append(y(value.applyAsDouble(point)));
    }
    return path.toString();
  }

  private void text(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, Html.escape(text));
  }

  private String x(double value) {
    return coordinate(LEFT + xAxis.share(value) * (WIDTH - RIGHT - LEFT));
  }

  private String y(double value) {
    return coordinate(y(value, 0));
  }

  private double y(double value, double below) {
    return HEIGHT - BOTTOM - yAxis.share(value) * (HEIGHT - BOTTOM - TOP) + below;
  }

  private static String coordinate(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
