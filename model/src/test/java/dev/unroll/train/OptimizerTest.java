package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  /** Some hundred roundings to float of numbers around 1. */
  private static final double TOLERANCE = 1e-5;

  private static final double LEARNING_RATE = 0.05;

  static Stream<OptimizerConfig> configs() {
    return Stream.of(
        OptimizerConfig.sgd(),
        new OptimizerConfig.Sgd(0.02),
        new OptimizerConfig.Momentum(0.9, false, 0.02),
        new OptimizerConfig.Momentum(0.9, true, 0.02),
        new OptimizerConfig.Adagrad(0.1, 0.3, 1e-10, 0.02),
        new OptimizerConfig.RmsProp(0.99, 1e-8, 0.02),
        OptimizerConfig.adam(),
        new OptimizerConfig.Adam(0.8, 0.95, 1e-8, 0.02, false),
        OptimizerConfig.adamW(),
        new OptimizerConfig.Asgd(0.01, 0.75, 2, 0.02));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void step_denseOddSizesAndScale_matchesControl(OptimizerConfig config) {
    Random random = new Random(1);
    for (int n : new int[] {1, 4, 6, 8, 13, 67}) {
      ParameterLayout layout = dense(n);
      Optimizer optimizer = Optimizer.create(config, layout);
      OptimizerControl control = new OptimizerControl(config, n);
      float[] p = normal(n, random);
      double[] want = new double[n];
      for (int i = 0; i < n; i++) {
        want[i] = p[i];
      }
      for (int t = 0; t < 12; t++) {
        Gradients gradients = new Gradients(layout);
        System.arraycopy(normal(n, random), 0, gradients.values(), 0, n);
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
          scaled[i] = gradients.values()[i] * 0.25;
        }
        optimizer.step(p, gradients, LEARNING_RATE, 0.25);
        control.step(want, scaled, LEARNING_RATE);
      }
      for (int i = 0; i < n; i++) {
        assertEquals(want[i], p[i], TOLERANCE, "parameter " + i + " of " + n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void step_sparseRows_onlyTouchedRowsChange(OptimizerConfig config) {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    builder.add("before", 3);
    Slice table = builder.add("table", false, 4, 6, 5); // rows 4 and 5 are dense
    builder.add("behind", 2);
    ParameterLayout layout = builder.build();
    Optimizer optimizer = Optimizer.create(config, layout);
    float[] p = normal(layout.size(), new Random(2));
    float[] before = p.clone();
    Map<String, float[]> stateBefore = copyOf(optimizer.state());
    Gradients gradients = new Gradients(layout);
    gradients.touched(table).add(2);
    for (int i = 0; i < layout.size(); i++) {
      boolean untouched = i >= 3 && i < 3 + 4 * 5 && (i - 3) / 5 != 2;
      gradients.values()[i] = untouched ? 0 : 1;
    }

    optimizer.step(p, gradients, LEARNING_RATE, 1);

    for (int i = 0; i < layout.size(); i++) {
      boolean untouched = i >= 3 && i < 3 + 4 * 5 && (i - 3) / 5 != 2;
      assertEquals(untouched, p[i] == before[i], "parameter " + i);
      for (String name : stateBefore.keySet()) {
        boolean same = stateBefore.get(name)[i] == optimizer.state().get(name)[i];
        assertEquals(untouched && !name.equals("ax"), same, name + " " + i);
      }
    }
  }

  @Test
  void averagedParameters_rowThatNoSymbolTouched_isAveragedOverAllSteps() {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    Slice table = builder.add("table", false, 2, 2, 1);
    ParameterLayout layout = builder.build();
    Optimizer optimizer = Optimizer.create(new OptimizerConfig.Asgd(0, 0.75, 0, 0), layout);
    float[] p = {0, 1};
    Gradients gradients = new Gradients(layout);
    gradients.values()[1] = 1;
    gradients.touched(table).add(1);
    optimizer.step(p, gradients, 1, 1); // p[1] = 0; the first two steps set the average to p
    optimizer.step(p, gradients, 1, 1); // p[1] = -1
    gradients.clear();
    optimizer.step(p, gradients, 1, 1); // mean of -1, -1
    p[1] = 2;
    optimizer.step(p, gradients, 1, 1); // mean of -1, -1, 2
    assertArrayEquals(new float[] {0, 0}, optimizer.averagedParameters().orElseThrow(), 1e-6f);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void restore_inMidRun_sameBits(OptimizerConfig config) {
    int n = 21;
    ParameterLayout layout = dense(n);
    Optimizer whole = Optimizer.create(config, layout);
    float[] p = normal(n, new Random(3));
    Random random = new Random(4);
    Optimizer resumed = null;
    float[] pResumed = null;
    for (int t = 0; t < 9; t++) {
      Gradients gradients = new Gradients(layout);
      System.arraycopy(normal(n, random), 0, gradients.values(), 0, n);
      if (t == 4) {
        resumed = Optimizer.create(config, layout);
        resumed.restore(whole.steps(), copyOf(whole.state()));
        pResumed = p.clone();
      }
      whole.step(p, gradients, LEARNING_RATE, 1);
      if (resumed != null) {
        resumed.step(pResumed, gradients, LEARNING_RATE, 1);
      }
    }
    assertArrayEquals(p, pResumed, 0f);
    for (String name : whole.state().keySet()) {
      assertArrayEquals(whole.state().get(name), resumed.state().get(name), 0f);
    }
    assertEquals(9, resumed.steps());
  }

  @Test
  void restore_stateOfAnotherOptimizer_isRefused() {
    Optimizer adam = Optimizer.create(OptimizerConfig.adam(), dense(2));
    IllegalArgumentException names =
        assertThrows(
            IllegalArgumentException.class, () -> adam.restore(1, Map.of("sum", new float[2])));
    assertEquals(
        "optimizer state must hold [exp_avg, exp_avg_sq], got [sum]; is the checkpoint another"
            + " optimizer's?",
        names.getMessage());
    Map<String, float[]> tooLong = Map.of("exp_avg", new float[2], "exp_avg_sq", new float[3]);
    IllegalArgumentException length =
        assertThrows(IllegalArgumentException.class, () -> adam.restore(1, tooLong));
    assertEquals("optimizer state exp_avg_sq must have 2 floats, got 3", length.getMessage());
  }

  @Test
  void step_arraysOfAnotherModel_areRefused() {
    Optimizer sgd = Optimizer.create(OptimizerConfig.sgd(), dense(2));
    Gradients gradients = new Gradients(dense(2));
    assertThrows(IllegalArgumentException.class, () -> sgd.step(new float[3], gradients, 0.1, 1));
  }

  @Test
  void config_outOfRange_namesRuleAndValue() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new OptimizerConfig.Adam(0.9, 1, 1e-8, 0, false));
    assertEquals("optimizer.beta2 must be >= 0 and < 1, got 1.0", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new OptimizerConfig.Sgd(Double.NaN));
  }

  @Test
  void averagedParameters_onlyAsgdHasThem() {
    assertTrue(
        Optimizer.create(new OptimizerConfig.Asgd(0, 0.75, 0, 0), dense(1))
            .averagedParameters()
            .isPresent());
    assertFalse(
        Optimizer.create(OptimizerConfig.adam(), dense(1)).averagedParameters().isPresent());
  }

  private static ParameterLayout dense(int n) {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    builder.add("p", n);
    return builder.build();
  }

  private static float[] normal(int n, Random random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Map<String, float[]> copyOf(Map<String, float[]> state) {
    Map<String, float[]> copy = new HashMap<>();
    state.forEach((name, values) -> copy.put(name, values.clone()));
    return copy;
  }
}
