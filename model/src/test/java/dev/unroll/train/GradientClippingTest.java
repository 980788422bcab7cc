package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
  /** Double sums of at most some hundred squares in another order. */
  private static final double TOLERANCE = 1e-13;

  @Test
  void norm_denseAndTouchedRows_matchesPlainSum() {
    Random random = new Random(1);
    for (int n : new int[] {1, 4, 6, 8, 13, 67}) {
      ParameterLayout.Builder builder = new ParameterLayout.Builder();
      Slice table = builder.add("table", true, 5, n, 5);
      builder.add("bias", n + 2);
      Gradients gradients = new Gradients(builder.build());
      double sum = 0;
      for (int row : new int[] {4, 1}) {
        gradients.touched(table).add(row);
        for (int i = row * n; i < (row + 1) * n; i++) {
          gradients.values()[i] = (float) random.nextGaussian();
          sum += (double) gradients.values()[i] * gradients.values()[i];
        }
      }
      for (int i = 5 * n; i < gradients.values().length; i++) {
        gradients.values()[i] = (float) random.nextGaussian();
        sum += (double) gradients.values()[i] * gradients.values()[i];
      }
      double norm = GradientClipping.none().clip(gradients, 1).norm();
      assertEquals(Math.sqrt(sum), norm, TOLERANCE * norm);
    }
  }

  @Test
  void norm_rowsTouchedInAnotherOrder_sameBits() {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    Slice table = builder.add("table", false, 20, 20, 7);
    ParameterLayout layout = builder.build();
    Gradients rising = new Gradients(layout);
    Gradients falling = new Gradients(layout);
    Random random = new Random(2);
    for (int row = 0; row < 20; row++) {
      rising.touched(table).add(row);
      falling.touched(table).add(19 - row);
    }
    for (int i = 0; i < layout.size(); i++) {
      rising.values()[i] = falling.values()[i] = (float) random.nextGaussian();
    }
    assertEquals(GradientClipping.none().clip(rising, 1), GradientClipping.none().clip(falling, 1));
  }

  @Test
  void byGlobalNorm_sumOfTokens_thresholdAppliesToTheMean() {
    Gradients gradients = gradients(30, 40); // norm of the mean over 10 tokens: 5
    GradientClipping.Result above = GradientClipping.byGlobalNorm(2).clip(gradients, 0.1);
    assertEquals(5, above.norm(), TOLERANCE);
    assertTrue(above.clipped());
    assertEquals(0.1 * 2 / 5, above.scale(), TOLERANCE);
    GradientClipping.Result below = GradientClipping.byGlobalNorm(6).clip(gradients, 0.1);
    assertFalse(below.clipped());
    assertEquals(0.1, below.scale());
  }

  @Test
  void byValue_sumOfTokens_thresholdAppliesToTheMean() {
    Gradients gradients = gradients(30, -40, 5);
    GradientClipping.Result result = GradientClipping.byValue(2).clip(gradients, 0.1);
    assertTrue(result.clipped());
    assertEquals(0.1, result.scale());
    assertArrayEquals(new float[] {20, -20, 5}, gradients.values());
    assertFalse(GradientClipping.byValue(2).clip(gradients, 0.1).clipped());
  }

  @Test
  void of_bothThresholds_clampsThenScalesAndReportsTheFirstNorm() {
    Gradients gradients = gradients(30, -40, 5);
    double norm = Math.sqrt(30 * 30 + 40 * 40 + 5 * 5);
    double clamped = Math.sqrt(20 * 20 + 20 * 20 + 5 * 5);
    GradientClipping.Result result = GradientClipping.of(1.4, 2).clip(gradients, 0.1);
    assertEquals(0.1 * norm, result.norm(), TOLERANCE * norm);
    assertEquals(0.1 * 1.4 / (0.1 * clamped), result.scale(), TOLERANCE);
    assertArrayEquals(new float[] {20, -20, 5}, gradients.values());
  }

  @Test
  void of_oneThresholdOrNone_isThatClipping() {
    double none = Double.POSITIVE_INFINITY;
    assertEquals(GradientClipping.none(), GradientClipping.of(none, none));
    assertEquals(GradientClipping.byGlobalNorm(3), GradientClipping.of(3, none));
    assertEquals(GradientClipping.byValue(4), GradientClipping.of(none, 4));
  }

  @Test
  void norm_gradientNotFinite_isNotFinite() {
    for (GradientClipping clipping :
        new GradientClipping[] {
          GradientClipping.none(), GradientClipping.byGlobalNorm(1), GradientClipping.byValue(1)
        }) {
      assertTrue(Double.isNaN(clipping.clip(gradients(1, Float.NaN), 1).norm()));
      assertEquals(
          Double.POSITIVE_INFINITY, clipping.clip(gradients(1, Float.NEGATIVE_INFINITY), 1).norm());
    }
  }

  @Test
  void threshold_notPositive_isRefused() {
    assertEquals(
        "clip.norm must be > 0, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> GradientClipping.byGlobalNorm(-1))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> GradientClipping.byValue(0));
  }

  private static Gradients gradients(float... values) {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    builder.add("p", values.length);
    Gradients gradients = new Gradients(builder.build());
    System.arraycopy(values, 0, gradients.values(), 0, values.length);
    return gradients;
  }
}
