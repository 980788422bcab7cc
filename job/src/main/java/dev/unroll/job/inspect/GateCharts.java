package dev.unroll.job.inspect;

import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Point;
import dev.unroll.job.inspect.Inspection.Gates;
import dev.unroll.job.inspect.Inspection.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The units' use of their gates, in rising order. */
final class GateCharts {
  /** The longest memory that is drawn: a gate that never moves from 1 remembers for ever. */
  private static final double LONGEST = 1e4;

  private GateCharts() {}

  /** The mean value of each gate, a chart for each layer and direction, and the memory of all. */
  static List<Panel> of(List<Gates> all) {
    Map<String, List<Curve>> means = new LinkedHashMap<>();
    List<Curve> memories = new ArrayList<>();
    for (Gates gates : all) {
      String place = InspectionTables.place(gates.layer(), gates.reverse());
      means
          .computeIfAbsent(place, p -> new ArrayList<>())
          .add(curve(gates.gate(), gates.units(), Unit::mean));
      if (gates.memory() != null) {
        memories.add(
            curve(place, gates.units(), unit -> Math.max(1, Math.min(LONGEST, unit.memory()))));
      }
    }
    int units = all.get(0).units().size();
    List<Panel> panels = new ArrayList<>();
    means.forEach(
        (place, curves) ->
            panels.add(panel(place + ": mean value of gates", "mean value", units, false, curves)));
    if (!memories.isEmpty()) {
      panels.add(panel("How long units remember", "steps", units, true, memories));
    }
    return panels;
  }

  private static Curve curve(String name, List<Unit> units, ToDoubleFunction<Unit> value) {
    double[] sorted = units.stream().mapToDouble(value).sorted().toArray();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < sorted.length; i++) {
      points.add(Point.of(i + 1, sorted[i]));
    }
    return new Curve(name, false, points);
  }

  private static Panel panel(
      String title, String yLabel, int units, boolean logarithmic, List<Curve> curves) {
    return new Panel(
        title,
        "units, in rising order of each curve",
        yLabel,
        1,
        units,
        logarithmic,
        curves,
        List.of());
  }
}
