package dev.unroll.job.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanelTest {

  @ParameterizedTest
  @CsvSource({"1, false, true", "2, false, false", "2, true, true"})
  void curve_aloneOrMeasured_isMarked(int points, boolean measured, boolean marked) {
    Panel.Point point = Panel.Point.of(1, 2);
    Panel.Curve curve = new Panel.Curve("training", measured, Collections.nCopies(points, point));
    assertEquals(marked, curve.marked());
  }
}
