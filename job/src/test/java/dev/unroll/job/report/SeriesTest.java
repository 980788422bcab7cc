package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.chart.Panel.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void points_fewSteps_areTheValues() {
    Series series = new Series();
    series.add(1, 0.5);
    series.add(2, Double.NaN);
    series.add(3, 0.25);
    assertEquals(List.of(Point.of(1, 0.5), Point.of(3, 0.25)), series.points());
  }

  @Test
  void points_manySteps_areFewAndKeepMeanAndExtremes() {
    Series series = new Series();
    long steps = 100_000;
    for (long step = 1; step <= steps; step++) {
      series.add(step, step == 77_777 ? 1e6 : step);
    }
    List<Point> points = series.points();
    assertTrue(points.size() > 100 && points.size() <= 600, "points: " + points.size());
    assertEquals(1, points.get(0).low());
    assertEquals(steps, points.get(points.size() - 1).high());
    assertEquals(1e6, points.stream().mapToDouble(Point::high).max().orElseThrow());
    for (int i = 1; i < points.size(); i++) {
      assertTrue(points.get(i).x() > points.get(i - 1).x(), "rising x");
    }
    Point first = points.get(0);
    assertEquals(first.x(), first.y(), "the mean of the steps that it stands for");
  }

  @Test
  void points_valuesFarApart_areKept() {
    Series series = new Series();
    for (long step = 1; step <= 100_000; step += 1000) {
      series.add(step, step);
    }
    assertEquals(100, series.points().size());
  }
}
