package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Packing;
import dev.unroll.batch.Target;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.OutputFixture.Result;
import dev.unroll.parameter.Slice;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The recursions against a sum over every path, one by one. */
class CrfOutputTest {

  /** The results are floats of about 10. */
  private static final double FLOAT_TOLERANCE = 1e-5;

  private static final int LABELS = 3;
  private static final Packing PACKING = new Packing(5, 4, 4, 1);

  private static double parameter(OutputFixture fixture, String name, int i) {
    Slice slice = fixture.layout.slice(name);
    return fixture.parameters[slice.offset() + i];
  }

  private static double score(OutputFixture fixture, float[] z, int b, int[] path) {
    int last = path.length - 1;
    double score =
        parameter(fixture, "crf.start", path[0]) + parameter(fixture, "crf.end", path[last]);
    for (int t = 0; t <= last; t++) {
      score += z[LABELS * PACKING.column(t, b) + path[t]];
      if (t > 0) {
        score += parameter(fixture, "crf.transitions", LABELS * path[t - 1] + path[t]);
      }
    }
    return score;
  }

  /** Path number {@code n} of a length: its digits. */
  private static int[] path(int n, int length) {
    int[] path = new int[length];
    for (int t = 0; t < length; t++) {
      path[t] = n % LABELS;
      n /= LABELS;
    }
    return path;
  }

  /** log Z of every sequence, shifted by the best score so that nothing overflows. */
  private static double[] logPartitions(OutputFixture fixture, float[] z) {
    double[] logPartitions = new double[PACKING.sequences()];
    for (int b = 0; b < logPartitions.length; b++) {
      int paths = (int) Math.pow(LABELS, PACKING.length(b));
      double max = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < paths; n++) {
        max = Math.max(max, score(fixture, z, b, path(n, PACKING.length(b))));
      }
      double sum = 0;
      for (int n = 0; n < paths; n++) {
        sum += Math.exp(score(fixture, z, b, path(n, PACKING.length(b))) - max);
      }
      logPartitions[b] = max + Math.log(sum);
    }
    return logPartitions;
  }

  private static void check(OutputFixture fixture) {
    int[] ids = OutputFixture.ids(new Random(8), PACKING.columns(), 0, LABELS);
    float[] z = fixture.scores();
    double[] logPartitions = logPartitions(fixture, z);
    double[] marginals = new double[LABELS * PACKING.columns()];
    double loss = 0;
    Result result = fixture.run(new Target.Ids(ids), null);
    for (int b = 0; b < PACKING.sequences(); b++) {
      int length = PACKING.length(b);
      int[] gold = new int[length];
      for (int t = 0; t < length; t++) {
        gold[t] = ids[PACKING.column(t, b)];
      }
      double logProbability = score(fixture, z, b, gold) - logPartitions[b];
      assertEquals(1, result.logProbabilities()[b] / logProbability, FLOAT_TOLERANCE);
      loss -= logProbability;
      for (int n = 0; n < Math.pow(LABELS, length); n++) {
        int[] path = path(n, length);
        double p = Math.exp(score(fixture, z, b, path) - logPartitions[b]);
        for (int t = 0; t < length; t++) {
          marginals[LABELS * PACKING.column(t, b) + path[t]] += p;
        }
      }
    }
    assertEquals(1, result.sum().loss() / loss, FLOAT_TOLERANCE);
    assertEquals(PACKING.columns(), result.sum().weight());
    assertEquals(PACKING.columns(), result.sum().count());
    assertTrue(OutputFixture.error(fixture.probabilities(), marginals) < FLOAT_TOLERANCE);
  }

  @Test
  void loss_mixedLengths_matchesTheSumOverAllPaths() {
    check(new OutputFixture(OutputKind.CRF, LABELS, PACKING));
  }

  @Test
  void loss_forbiddenTransitionAndFarScores_matchesTheSumOverAllPaths() {
    OutputFixture fixture = new OutputFixture(OutputKind.CRF, LABELS, PACKING);
    Slice transitions = fixture.layout.slice("crf.transitions");
    fixture.parameters[transitions.offset() + 1] = -10_000f;
    fixture.parameters[transitions.offset() + 5] = 300f;
    for (int i = 0; i < fixture.layout.slice("head.weight").size(); i++) {
      fixture.parameters[i] *= 50;
    }
    check(fixture);
  }

  @Test
  void loss_singleLabel_isZero() {
    OutputFixture fixture = new OutputFixture(OutputKind.CRF, 1, PACKING);
    Result result = fixture.run(new Target.Ids(new int[PACKING.columns()]), null);
    assertEquals(0, result.sum().loss(), 1e-5);
  }

  @Test
  void loss_stepWithoutLabelOrClassWeights_isRefused() {
    OutputFixture fixture = new OutputFixture(OutputKind.CRF, LABELS, PACKING);
    int[] ids = new int[PACKING.columns()];
    assertThrows(
        IllegalArgumentException.class, () -> fixture.run(new Target.Ids(ids), new float[LABELS]));
    ids[2] = -1;
    assertThrows(IllegalArgumentException.class, () -> fixture.run(new Target.Ids(ids), null));
  }
}
