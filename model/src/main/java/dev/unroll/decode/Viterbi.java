package dev.unroll.decode;

import dev.unroll.batch.Packing;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;

/**
 * The best sequence of labels of a conditional random field (Viterbi 1967).
 *
 * <pre>
 * v_1 = start + z_1                                       (1)
 * v_t[k] = z_t[k] + max_j (v_{t-1}[j] + A[j, k])          (2)
 * score = max_k (v_T[k] + end[k])                         (3)
 * </pre>
 *
 * <p>Of equal paths the one with the smaller label at the last difference is chosen. Immutable.
 */
public final class Viterbi {
  private final int labels;
  private final double[] start;
  private final double[] end;
  private final double[] into; // A transposed: into[k·Y + j] is from j to k

  /**
   * Copies the parameters.
   *
   * @throws IllegalArgumentException if the layout is not of a network with a CRF
   */
  public Viterbi(ParameterLayout layout, float[] parameters) {
    Slice transitions = layout.slice("crf.transitions");
    this.start = copy(layout.slice("crf.start"), parameters);
    this.end = copy(layout.slice("crf.end"), parameters);
    this.labels = start.length;
    this.into = new double[labels * labels];
    for (int j = 0; j < labels; j++) {
      for (int k = 0; k < labels; k++) {
        into[labels * k + j] = parameters[transitions.offset() + labels * j + k];
      }
    }
  }

  private static double[] copy(Slice slice, float[] parameters) {
    double[] values = new double[slice.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = parameters[slice.offset() + i];
    }
    return values;
  }

  /**
   * Finds the best labels of sequence b.
   *
   * @param emissions z of all sequences, (Y, columns)
   * @param path (columns) overwritten at the columns of the sequence
   * @return the path's score (3)
   */
  public double path(float[] emissions, Packing packing, int b, int[] path) {
    int length = packing.length(b);
    int[] from = new int[labels * length];
    double[] v = start.clone();
    double[] next = new double[labels];
    for (int t = 0; t < length; t++) {
      int z = labels * packing.column(t, b);
      for (int k = 0; k < labels; k++) {
        if (t == 0) {
          next[k] = v[k] + emissions[z + k]; // (1)
        } else {
          int best = argmaxSum(v, into, labels * k);
          from[labels * t + k] = best;
          next[k] = v[best] + into[labels * k + best] + emissions[z + k]; // (2)
        }
      }
      double[] swap = v;
      v = next;
      next = swap;
    }
    int label = argmaxSum(v, end, 0);
    double score = v[label] + end[label]; // (3)
    for (int t = length - 1; t >= 0; t--) {
      path[packing.column(t, b)] = label;
      label = from[labels * t + label];
    }
    return score;
  }

  /** The first index of the largest x + y. */
  private int argmaxSum(double[] x, double[] y, int yAt) {
    int best = 0;
    double max = x[0] + y[yAt];
    for (int j = 1; j < labels; j++) {
      double sum = x[j] + y[yAt + j];
      if (sum > max) {
        max = sum;
        best = j;
      }
    }
    return best;
  }
}
