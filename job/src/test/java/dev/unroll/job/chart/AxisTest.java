package dev.unroll.job.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @Test
  void ticks_linear_areRoundNumbersWithin() {
    assertEquals(
        List.of("0", "50", "100", "150", "200", "250", "300"),
        texts(new Axis(0, 300, false).ticks(6)));
    assertEquals(
        List.of("-0.02", "-0.01", "0", "0.01"), texts(new Axis(-0.023, 0.012, false).ticks(4)));
  }

  @Test
  void ticks_logarithmic_arePowersOfTenOrFiner() {
    assertEquals(
        List.of("0.1", "0.2", "0.5", "1", "2", "5"), texts(new Axis(0.09, 6, true).ticks(6)));
    assertEquals(
        List.of("10", "100", "1,000", "10,000"), texts(new Axis(8, 12_000, true).ticks(6)));
  }

  private static List<String> texts(List<Double> ticks) {
    return ticks.stream().map(Numbers::tick).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "3,3,false",
    "0,0,false",
    "-2,-2,false",
    "0.5,0.9,false",
    "1e-9,1e9,true",
    "5,5,true"
  })
  void around_anyValues_holdsThemAndHasTicks(double low, double high, boolean logarithmic) {
    Axis axis = Axis.around(low, high, logarithmic);
    assertTrue(axis.low() < axis.high(), axis.toString());
    assertTrue(axis.share(low) >= 0 && axis.share(high) <= 1, axis.toString());
    int ticks = axis.ticks(6).size();
    assertTrue(ticks >= (logarithmic && low == high ? 0 : 2) && ticks <= 12, "ticks: " + ticks);
  }
}
