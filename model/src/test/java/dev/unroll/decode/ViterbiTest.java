package dev.unroll.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.batch.Packing;
import dev.unroll.parameter.ParameterLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ViterbiTest {
  private static final int LABELS = 3;
  private static final Packing PACKING = new Packing(6, 4, 1);

  private final ParameterLayout layout = layout();
  private final Random random = new Random(21);

  private static ParameterLayout layout() {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    builder.add("head.bias", LABELS);
    builder.add("crf.transitions", LABELS, LABELS);
    builder.add("crf.start", LABELS);
    builder.add("crf.end", LABELS);
    return builder.build();
  }

  private float[] uniform(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = 4 * random.nextFloat() - 2;
    }
    return x;
  }

  private double score(float[] parameters, float[] z, int b, int[] path) {
    int start = layout.slice("crf.start").offset();
    int end = layout.slice("crf.end").offset();
    int transitions = layout.slice("crf.transitions").offset();
    double score = parameters[start + path[0]] + (double) parameters[end + path[path.length - 1]];
    for (int t = 0; t < path.length; t++) {
      score += z[LABELS * PACKING.column(t, b) + path[t]];
      score += t == 0 ? 0 : parameters[transitions + LABELS * path[t - 1] + path[t]];
    }
    return score;
  }

  @Test
  void path_mixedLengths_isTheBestOfAllPaths() {
    for (int round = 0; round < 20; round++) {
      float[] parameters = uniform(layout.size());
      float[] z = uniform(LABELS * PACKING.columns());
      Viterbi viterbi = new Viterbi(layout, parameters);
      int[] labels = new int[PACKING.columns()];
      for (int b = 0; b < PACKING.sequences(); b++) {
        double got = viterbi.path(z, PACKING, b, labels);
        int[] best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        int length = PACKING.length(b);
        for (int n = 0; n < Math.pow(LABELS, length); n++) {
          int number = n;
          int[] path = new int[length];
          for (int t = 0; t < length; t++, number /= LABELS) {
            path[t] = number % LABELS;
          }
          double score = score(parameters, z, b, path);
          if (score > bestScore) {
            bestScore = score;
            best = path;
          }
        }
        int[] gotPath = new int[length];
        for (int t = 0; t < length; t++) {
          gotPath[t] = labels[PACKING.column(t, b)];
        }
        assertArrayEquals(best, gotPath, () -> Arrays.toString(gotPath));
        assertEquals(bestScore, got, 1e-9);
      }
    }
  }
}
