package dev.unroll.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.decode.SamplingFilter.Temperature;
import dev.unroll.decode.SamplingFilter.TopK;
import dev.unroll.decode.SamplingFilter.TopP;
import dev.unroll.decode.SamplingFilter.Without;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final float OUT = Float.NEGATIVE_INFINITY;

  /** Of a frequency over 20,000 draws: more than five standard deviations. */
  private static final double FREQUENCY_TOLERANCE = 0.02;

  private static float[] logs(double... probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }

  private static float[] after(SamplingFilter filter, float... logWeights) {
    filter.apply(logWeights);
    return logWeights;
  }

  @Test
  void temperature_half_doublesLogWeights() {
    assertArrayEquals(new float[] {-2, OUT, 0}, after(new Temperature(0.5), -1, OUT, 0));
  }

  @Test
  void without_symbol_isRuledOut() {
    assertArrayEquals(new float[] {-1, OUT, -3}, after(new Without(1), -1, -2, -3));
  }

  @Test
  void topK_equalWeights_keepsTheLowerIds() {
    assertArrayEquals(new float[] {OUT, -1, -2, OUT, OUT}, after(new TopK(2), -3, -1, -2, -2, OUT));
    assertArrayEquals(new float[] {3, OUT, 1e-9f}, after(new TopK(2), 3, -1e-9f, 1e-9f));
    assertArrayEquals(new float[] {-1, -2}, after(new TopK(9), -1, -2));
  }

  @Test
  void topP_keepsTheFewestThatReachIt() {
    float[] logs = logs(0.1, 0.5, 0.3, 0.1);
    assertArrayEquals(new float[] {OUT, logs[1], logs[2], OUT}, after(new TopP(0.7), logs.clone()));
    assertArrayEquals(new float[] {OUT, logs[1], OUT, OUT}, after(new TopP(0.2), logs.clone()));
    assertArrayEquals(
        new float[] {logs[0], logs[1], logs[2], OUT}, after(new TopP(0.85), logs.clone()));
  }

  @Test
  void topKAndTopP_randomWeights_keepTheMostProbable() {
    Random random = new Random(4);
    for (int trial = 0; trial < 100; trial++) {
      float[] logs = new float[1 + random.nextInt(20)];
      for (int i = 0; i < logs.length; i++) {
        logs[i] = (float) random.nextGaussian();
      }
      SamplingFilter filter =
          trial % 2 == 0 ? new TopK(1 + random.nextInt(10)) : new TopP(random.nextDouble());
      float[] filtered = after(filter, logs.clone());
      float least = Float.POSITIVE_INFINITY;
      float most = OUT;
      for (int i = 0; i < logs.length; i++) {
        if (filtered[i] == OUT) {
          most = Math.max(most, logs[i]);
        } else {
          assertEquals(logs[i], filtered[i]);
          least = Math.min(least, logs[i]);
        }
      }
      assertEquals(-1, Float.compare(most, least));
    }
  }

  @Test
  void draw_manySamples_followTheWeights() {
    double[] probabilities = {0.5, 0, 0.2, 0.05, 0.25};
    float[] logs = logs(probabilities);
    Sampling sampling = Sampling.plain(10, 42);
    int[] bySample = new int[logs.length];
    int[] byPosition = new int[logs.length];
    for (int i = 0; i < 20_000; i++) {
      bySample[sampling.draw(logs, i, 0)]++;
      byPosition[sampling.draw(logs, 0, i)]++;
    }
    for (int symbol = 0; symbol < logs.length; symbol++) {
      assertEquals(probabilities[symbol], bySample[symbol] / 20_000.0, FREQUENCY_TOLERANCE);
      assertEquals(probabilities[symbol], byPosition[symbol] / 20_000.0, FREQUENCY_TOLERANCE);
    }
    assertEquals(0, bySample[1] + byPosition[1]);
  }

  @Test
  void filters_order_unkIsOutBeforeTheMostProbableAreChosen() {
    assertEquals(
        List.of(new Without(0), new Temperature(2), new TopK(3), new TopP(0.5)),
        new Sampling(2, 3, 0.5, false, 5, 1).filters(0));
    assertEquals(List.of(new TopK(1)), new Sampling(0, 3, 0.5, true, 5, 1).filters(0));
    assertEquals(List.of(), new Sampling(1, 0, 1, true, 5, 1).filters(0));
  }

  @Test
  void sampling_valuesOutOfRange_areRefused() {
    assertMessage("temperature must be >= 0, got -1.0", -1, 0, 1, 5);
    assertMessage("temperature must be >= 0, got NaN", Double.NaN, 0, 1, 5);
    assertMessage("top-k must be >= 0, got -2", 1, -2, 1, 5);
    assertMessage("top-p must be > 0 and <= 1, got 0.0", 1, 0, 0, 5);
    assertMessage("max-length must be >= 1, got 0", 1, 0, 1, 0);
  }

  private static void assertMessage(
      String message, double temperature, int topK, double topP, int maxLength) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Sampling(temperature, topK, topP, false, maxLength, 1));
    assertEquals(message, e.getMessage());
  }
}
