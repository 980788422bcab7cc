package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.parameter.Slice;
import java.util.Arrays;

/**
 * The sums over all label sequences of a {@link CrfOutput}, and their scratch.
 *
 * <pre>
 * α_1 = (S ∘ E_1) / n_1,  α_t = (Mᵀ α_{t-1} ∘ E_t) / n_t                    (1)
 * n_t such that Σ α_t = 1,  n = α_Tᵀ F,  log Z = log n + Σ log n_t + shifts  (2)
 * β_T = F / n,  β_{t-1} = M u_t,  u_t = E_t ∘ β_t / n_t                     (3)
 * P(y_t = k) = α_t[k] β_t[k]                                                (4)
 * P(y_{t-1} = j, y_t = k) = α_{t-1}[j] M[j, k] u_t[k]                       (5)
 * </pre>
 *
 * <p>S, M, F and E_t are the exponentials of start, transitions, end and of the emissions of a
 * step, each shifted so that its largest element is 1. Everything but E is double. Scaling (Rabiner
 * 1989, section V.A) keeps logarithms and exponentials out of the recursions; labels that are e^87
 * times less likely than the best of a step by emission are taken to be that unlikely.
 */
final class CrfChain {
  private int labels;

  private double[] first = {};
  private double[] last = {};
  private double[] matrix = {};
  private double[] transposed = {};
  private double[] pairs = {};
  private double edgeShift;
  private double matrixShift;

  private double[] e = {};
  private double[] alpha = {};
  private double[] norms = {};
  private double[] beta = {};
  private double[] u = {};
  private double lastNorm;

  /** Takes the exponentials of the parameters and forgets the sums of (5). */
  void begin(float[] parameters, CrfOutput output) {
    if (labels != output.start().size()) {
      labels = output.start().size();
      first = new double[labels];
      last = new double[labels];
      beta = new double[labels];
      u = new double[labels];
      matrix = new double[labels * labels];
      transposed = new double[labels * labels];
      pairs = new double[labels * labels];
    }
    edgeShift = exp(parameters, output.start(), first) + exp(parameters, output.end(), last);
    matrixShift = exp(parameters, output.transitions(), matrix);
    for (int j = 0; j < labels; j++) {
      for (int k = 0; k < labels; k++) {
        transposed[labels * k + j] = matrix[labels * j + k];
      }
    }
    Arrays.fill(pairs, 0);
  }

  /** Overwrites {@code into} by exp(x - max x) and returns the maximum. */
  private static float exp(float[] parameters, Slice slice, double[] into) {
    float max = max(parameters, slice.offset(), slice.size());
    for (int i = 0; i < slice.size(); i++) {
      into[i] = Math.exp((double) parameters[slice.offset() + i] - max);
    }
    return max;
  }

  private static float max(float[] x, int at, int n) {
    float max = x[at];
    for (int i = at + 1; i < at + n; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  /**
   * Runs (1) over sequence b.
   *
   * @param z emissions of all sequences, (Y, columns)
   * @return log Z
   */
  double forward(float[] z, Packing packing, int b) {
    int length = packing.length(b);
    if (norms.length < length) {
      norms = new double[length];
      alpha = new double[length * labels];
      e = new double[length * labels];
    }
    double logPartition = edgeShift + (length - 1) * matrixShift;
    for (int t = 0; t < length; t++) {
      int at = labels * t;
      int column = labels * packing.column(t, b);
      float max = max(z, column, labels);
      if (t == 0) {
        System.arraycopy(first, 0, alpha, 0, labels);
      } else {
        product(matrix, alpha, at - labels, alpha, at);
      }
      double norm = 0;
      for (int k = 0; k < labels; k++) {
        e[at + k] = Math.exp((double) z[column + k] - max);
        alpha[at + k] *= e[at + k];
        norm += alpha[at + k];
      }
      for (int k = 0; k < labels; k++) {
        alpha[at + k] /= norm; // (1)
      }
      norms[t] = norm;
      logPartition += max + Math.log(norm);
    }
    lastNorm = 0;
    for (int k = 0; k < labels; k++) {
      lastNorm += alpha[labels * (length - 1) + k] * last[k];
    }
    return logPartition + Math.log(lastNorm); // (2)
  }

  /**
   * Runs (3) over the sequence of the last {@link #forward} and adds up (5).
   *
   * @param marginals its columns are overwritten by (4), (Y, columns)
   */
  void backward(float[] marginals, Packing packing, int b) {
    for (int k = 0; k < labels; k++) {
      beta[k] = last[k] / lastNorm;
    }
    for (int t = packing.length(b) - 1; t >= 0; t--) {
      int at = labels * t;
      int column = labels * packing.column(t, b);
      for (int k = 0; k < labels; k++) {
        marginals[column + k] = (float) (alpha[at + k] * beta[k]); // (4)
        u[k] = e[at + k] * beta[k] / norms[t];
      }
      if (t > 0) {
        for (int j = 0; j < labels; j++) {
          addScaled(alpha[at - labels + j], u, 0, pairs, labels * j); // (5) but for M
        }
        product(transposed, u, 0, beta, 0); // (3)
      }
    }
  }

  /** Adds the sum of (5) over all steps of all sequences since {@link #begin}. */
  void addTransitions(float[] sum, int sumAt) {
    for (int i = 0; i < labels * labels; i++) {
      sum[sumAt + i] += (float) (pairs[i] * matrix[i]);
    }
  }

  /** y = Xᵀ x for a row-major X, as a sum of its rows. */
  private void product(double[] rows, double[] x, int xAt, double[] y, int yAt) {
    Arrays.fill(y, yAt, yAt + labels, 0);
    for (int j = 0; j < labels; j++) {
      addScaled(x[xAt + j], rows, labels * j, y, yAt);
    }
  }

  private void addScaled(double factor, double[] x, int xAt, double[] sum, int sumAt) {
    for (int k = 0; k < labels; k++) {
      sum[sumAt + k] += factor * x[xAt + k];
    }
  }
}
