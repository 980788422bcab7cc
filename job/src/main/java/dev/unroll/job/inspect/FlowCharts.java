package dev.unroll.job.inspect;

import dev.unroll.inspect.GradientFlow.Lag;
import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Point;
import dev.unroll.job.inspect.Inspection.Flow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far back gradients reach, a chart for each layer and direction. */
final class FlowCharts {
  /** The least share that is drawn. */
  static final double FLOOR = 1e-6;

  private FlowCharts() {}

  static List<Panel> of(List<Flow> flows) {
    Map<String, List<Curve>> curves = new LinkedHashMap<>();
    int longest = 1;
    for (Flow flow : flows) {
      List<Point> points = flow.lags().stream().map(FlowCharts::point).toList();
      curves
          .computeIfAbsent(
              InspectionTables.place(flow.layer(), flow.reverse()), place -> new ArrayList<>())
          .add(new Curve(InspectionTables.name(flow.network()), false, points));
      longest = Math.max(longest, points.size() - 1);
    }
    List<Panel> panels = new ArrayList<>();
    for (Map.Entry<String, List<Curve>> place : curves.entrySet()) {
      panels.add(
          new Panel(
              place.getKey(),
              "steps before the last one",
              "share of the gradient that is left",
              0,
              longest,
              true,
              place.getValue(),
              List.of()));
    }
    return panels;
  }

  private static Point point(Lag lag) {
    return new Point(
        lag.lag(),
        Math.max(FLOOR, lag.share().median()),
        Math.max(FLOOR, lag.share().lower()),
        Math.max(FLOOR, lag.share().upper()));
  }
}
