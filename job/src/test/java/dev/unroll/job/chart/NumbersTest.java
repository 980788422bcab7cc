package dev.unroll.job.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "0.30000000000000004 | 0.3",
        "0.0005 | 0.0005",
        "0.00012345 | 0.0001234",
        "0.000025 | 2.5e-5",
        "-1e-7 | -1e-7",
        "1 | 1",
        "12.5 | 12.5",
        "999.96 | 1000",
        "1234.6 | 1,235",
        "12345 | 12,345",
        "125000 | 125,000",
        "3100000 | 3.1e6",
        "NaN | NaN",
      })
  void tick_anyMagnitude_isShort(double value, String text) {
    assertEquals(text, Numbers.tick(value));
  }
}
