package dev.unroll.job.chart;

import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Level;
import dev.unroll.job.chart.Panel.Point;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws panels below each other as one PNG image; needs no display. */
public final class PngChart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 300;
  private static final int AXIS_WIDTH = 70;
  private static final Color GRID = new Color(0xe4e4e4);
  private static final Color TEXT = new Color(0x333333);
  private static final Color LEVEL = new Color(0xb00020);

  /** Told apart by people who see few colours too (Okabe and Ito). */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072b2),
          new Color(0xd55e00),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0xe69f00),
          new Color(0x56b4e9));

  private static final BasicStroke DASHED =
      new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0);

  private PngChart() {}

  /** The bytes of the image. */
  public static byte[] draw(List<Panel> panels) throws IOException {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true"); // there may be a DISPLAY that nobody serves
    }
    BufferedImage image =
        new BufferedImage(WIDTH, HEIGHT * panels.size(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      for (Panel panel : panels) {
        chart(panel).paint(graphics, WIDTH, HEIGHT);
        graphics.translate(0, HEIGHT);
      }
    } finally {
      graphics.dispose();
    }
    ImageIO.setUseCache(false); // no temporary files
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static XYChart chart(Panel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(panel.title())
            .xAxisTitle(panel.xLabel())
            .yAxisTitle(panel.yLabel())
            .build();
    style(chart.getStyler(), panel);
    keepTicksRound(chart, panel);
    for (int i = 0; i < panel.curves().size(); i++) {
      add(chart, panel.curves().get(i), COLORS.get(i % COLORS.size()));
    }
    for (Level level : panel.levels()) {
      add(chart, panel, level);
    }
    return chart;
  }

  private static void style(XYStyler styler, Panel panel) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartFontColor(TEXT);
    styler.setChartPadding(8);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendVisible(panel.curves().size() + panel.levels().size() > 1);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(4);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setYAxisLeftWidthHint(AXIS_WIDTH); // plots stand below each other
    styler.setYAxisLogarithmic(panel.logarithmic());
    styler.setXAxisMin(panel.from());
    styler.setXAxisMax(panel.to());
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setDecimalPattern("#,##0.########");
    styler.setMarkerSize(6);
  }

  /** Where points stand at equal distances XChart labels some of them instead of round numbers. */
  private static void keepTicksRound(XYChart chart, Panel panel) {
    double y = panel.curves().get(0).points().get(0).y();
    double odd = panel.from() + (panel.to() - panel.from()) / Math.PI;
    double[] xs = {panel.from(), odd, panel.to()};
    XYSeries unseen = chart.addSeries("unseen", xs, new double[] {y, y, y});
    unseen.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE).setShowInLegend(false);
  }

  private static void add(XYChart chart, Curve curve, Color color) {
    List<Point> points = curve.points();
    if (points.stream().anyMatch(point -> point.low() < point.high())) {
      Color pale = new Color(color.getRed(), color.getGreen(), color.getBlue(), 70);
      line(chart, curve.name() + ", least", points, Point::low, pale).setShowInLegend(false);
      line(chart, curve.name() + ", greatest", points, Point::high, pale).setShowInLegend(false);
    }
    XYSeries line = line(chart, curve.name(), points, Point::y, color);
    if (curve.marked()) {
      line.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
    }
  }

  private static XYSeries line(
      XYChart chart, String name, List<Point> points, ToDoubleFunction<Point> y, Color color) {
    double[] xs = points.stream().mapToDouble(Point::x).toArray();
    XYSeries line = chart.addSeries(name, xs, points.stream().mapToDouble(y).toArray());
    line.setLineColor(color).setLineWidth(1.5f);
    line.setMarker(SeriesMarkers.NONE);
    return line;
  }

  private static void add(XYChart chart, Panel panel, Level level) {
    double[] ends = {panel.from(), panel.to()};
    XYSeries line = chart.addSeries(level.name(), ends, new double[] {level.y(), level.y()});
    line.setLineColor(LEVEL).setLineStyle(DASHED);
    line.setMarker(SeriesMarkers.NONE);
  }
}
