package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Packing;
import dev.unroll.batch.Target;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.OutputFixture.Result;
import dev.unroll.parameter.Slice;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the golden files do not hold: class weights, positions that do not count, extremes. */
class OutputTest {

  /** Sums of some dozen float products. */
  private static final double FLOAT_TOLERANCE = 2e-5;

  private static final Packing PACKING = new Packing(5, 3, 3, 1);
  private static final int LABELS = 9;

  @ParameterizedTest
  @EnumSource(names = {"SOFTMAX", "ADAPTIVE_SOFTMAX"})
  void loss_classWeights_weighTheGradientsOfEachLabel(OutputKind kind) {
    OutputFixture fixture = new OutputFixture(kind, LABELS, PACKING);
    Random random = new Random(3);
    int[] ids = OutputFixture.ids(random, PACKING.columns(), -1, LABELS);
    float[] classWeights = OutputFixture.uniform(random, LABELS);
    double[] gradients = new double[fixture.layout.size()];
    double[] dx = new double[OutputFixture.WIDTH * ids.length];
    double loss = 0;
    double weight = 0;
    for (int label = 0; label < LABELS; label++) {
      int only = label;
      int[] masked = Arrays.stream(ids).map(id -> id == only ? id : -1).toArray();
      Result one = fixture.run(new Target.Ids(masked), null);
      addScaled(classWeights[label], one.gradients(), gradients);
      addScaled(classWeights[label], one.dx(), dx);
      loss += classWeights[label] * one.sum().loss();
      weight += classWeights[label] * one.sum().count();
    }
    Result weighted = fixture.run(new Target.Ids(ids), classWeights);
    assertTrue(OutputFixture.error(weighted.gradients(), gradients) < FLOAT_TOLERANCE);
    assertTrue(OutputFixture.error(weighted.dx(), dx) < FLOAT_TOLERANCE);
    assertEquals(loss, weighted.sum().loss(), 1e-4);
    assertEquals(weight, weighted.sum().weight(), 1e-5);
    assertEquals(Arrays.stream(ids).filter(id -> id >= 0).count(), weighted.sum().count());
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTMAX", "ADAPTIVE_SOFTMAX"})
  void loss_targetBeyondTheLabels_isRefused(OutputKind kind) {
    OutputFixture fixture = new OutputFixture(kind, LABELS, PACKING);
    int[] ids = new int[PACKING.columns()];
    ids[3] = LABELS;
    assertThrows(IllegalArgumentException.class, () -> fixture.run(new Target.Ids(ids), null));
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTMAX", "ADAPTIVE_SOFTMAX"})
  void targetLogProbabilities_anyLabel_areThoseOfTheDistribution(OutputKind kind) {
    OutputFixture fixture = new OutputFixture(kind, LABELS, PACKING);
    int[] ids = OutputFixture.ids(new Random(4), PACKING.columns(), 0, LABELS);
    float[] p = fixture.probabilities();
    Result result = fixture.run(new Target.Ids(ids), null);
    double loss = 0;
    for (int i = 0; i < ids.length; i++) {
      double sum = 0;
      for (int k = 0; k < LABELS; k++) {
        sum += p[LABELS * i + k];
      }
      assertEquals(1, sum, 1e-5);
      double logProbability = Math.log(p[LABELS * i + ids[i]]);
      assertEquals(logProbability, result.logProbabilities()[i], 1e-5);
      loss -= logProbability;
    }
    assertEquals(loss, result.sum().loss(), 1e-4);
    assertEquals(loss, fixture.loss(new Target.Ids(ids)), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 12})
  void loss_positionsThatBeginAlike_areThoseOfTraining(int alike) {
    int labels = 2021; // three blocks
    OutputFixture fixture = new OutputFixture(OutputKind.SOFTMAX, labels, PACKING);
    int at = fixture.input.at();
    for (int i = 1; i < alike; i++) {
      int to = at + OutputFixture.WIDTH * i;
      System.arraycopy(fixture.input.x(), at, fixture.input.x(), to, OutputFixture.WIDTH);
    }
    int[] ids = OutputFixture.ids(new Random(5), PACKING.columns(), 0, labels);
    ids[1] = -1;
    Result training = fixture.run(new Target.Ids(ids), null);
    assertEquals(training.sum().loss(), fixture.loss(new Target.Ids(ids)), 1e-4);
    float[] scored = fixture.tape.targetLogProbabilities.floats();
    for (int i = 0; i < ids.length; i++) {
      assertEquals(training.logProbabilities()[i], scored[i], 1e-5);
    }
  }

  @Test
  void sigmoid_classWeights_weighTheOnes() {
    OutputFixture fixture = new OutputFixture(OutputKind.SIGMOID, LABELS, PACKING);
    Random random = new Random(5);
    int n = PACKING.columns();
    float[] y = new float[LABELS * n];
    for (int i = 0; i < y.length; i++) {
      y[i] = random.nextInt(2);
    }
    float[] weights = OutputFixture.uniform(random, LABELS);
    float[] z = fixture.scores();
    Result result = fixture.run(new Target.Values(y), weights);
    double loss = 0;
    double[] db = new double[LABELS];
    for (int i = 0; i < y.length; i++) {
      double p = 1 / (1 + Math.exp(-z[i]));
      double w = weights[i % LABELS];
      loss -= w * y[i] * Math.log(p) + (1 - y[i]) * Math.log(1 - p);
      db[i % LABELS] += w * y[i] * (p - 1) + (1 - y[i]) * p;
    }
    Slice bias = fixture.layout.slice("head.bias");
    float[] got = Arrays.copyOfRange(result.gradients(), bias.offset(), bias.end());
    assertTrue(OutputFixture.error(got, db) < FLOAT_TOLERANCE);
    assertEquals(loss, result.sum().loss(), 1e-4);
    assertEquals(n, result.sum().weight());
    assertEquals(n, result.sum().count());
  }

  @Test
  void sigmoid_scoresBeyondTheRangeOfExp_lossIsExact() {
    OutputFixture fixture = new OutputFixture(OutputKind.SIGMOID, 2, new Packing(1));
    Arrays.fill(fixture.parameters, 0f);
    Slice bias = fixture.layout.slice("head.bias");
    fixture.parameters[bias.offset()] = 2000f;
    fixture.parameters[bias.offset() + 1] = -2000f;
    Result right = fixture.run(new Target.Values(new float[] {1, 0}), null);
    assertEquals(0, right.sum().loss());
    Result wrong = fixture.run(new Target.Values(new float[] {0, 1}), null);
    assertEquals(4000, wrong.sum().loss());
    assertEquals(-4000f, wrong.logProbabilities()[0]);
    assertEquals(1f, wrong.gradients()[bias.offset()]);
    assertEquals(-1f, wrong.gradients()[bias.offset() + 1]);
  }

  @Test
  void linear_anyValues_countsPositionsNotNumbers() {
    OutputFixture fixture = new OutputFixture(OutputKind.LINEAR, 3, PACKING);
    float[] z = fixture.scores();
    float[] y = OutputFixture.uniform(new Random(6), 3 * PACKING.columns());
    double loss = 0;
    for (int i = 0; i < y.length; i++) {
      loss += Math.pow(z[i] - y[i], 2);
    }
    LossSum sum = fixture.run(new Target.Values(y), null).sum();
    assertEquals(loss, sum.loss(), 1e-4);
    assertEquals(PACKING.columns(), sum.weight());
    assertThrows(
        IllegalArgumentException.class, () -> fixture.run(new Target.Values(y), new float[3]));
    assertThrows(UnsupportedOperationException.class, fixture::probabilities);
  }

  private static void addScaled(double factor, float[] x, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * x[i];
    }
  }
}
