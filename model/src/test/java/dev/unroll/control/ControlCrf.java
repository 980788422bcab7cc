package dev.unroll.control;

/**
 * A linear-chain conditional random field over the logits z (the emissions).
 *
 * <pre>
 * score(y) = start[y_1] + Σ_t z_t[y_t] + Σ_{t>1} A[y_{t-1}, y_t] + end[y_T]     (1)
 * α_1 = start + z_1;  α_t[k] = z_t[k] + log Σ_j exp(α_{t-1}[j] + A[j, k])       (2)
 * β_T = end;          β_t[j] = log Σ_k exp(A[j, k] + z_{t+1}[k] + β_{t+1}[k])   (3)
 * log Z = log Σ_k exp(α_T[k] + end[k]);  L = log Z - score(y)                   (4)
 * P(y_t = k) = exp(α_t[k] + β_t[k] - log Z)                                     (5)
 * P(y_{t-1} = j, y_t = k) = exp(α_{t-1}[j] + A[j, k] + z_t[k] + β_t[k] - log Z) (6)
 * </pre>
 *
 * The gradient of L by each term of (1) is its expectation, (5) or (6), minus its count in the
 * right path.
 */
final class ControlCrf implements ControlOutput {

  private final Rows w;
  private final Rows b;
  private final Rows transitions;
  private final Rows start;
  private final Rows end;
  private final int nY;

  ControlCrf(Rows w, Rows b, ControlParameters parameters) {
    this.w = w;
    this.b = b;
    this.transitions = parameters.rows("crf.transitions");
    this.start = parameters.rows("crf.start");
    this.end = parameters.rows("crf.end");
    this.nY = w.count();
  }

  @Override
  public double[][] run(double[][] features, ControlExample example, Outcome outcome) {
    double[][] z = ControlOutput.logits(w, b, features);
    double[][] alpha = alpha(z);
    double[][] beta = beta(z);
    int last = z.length - 1;
    double logZ = Vectors.logSumExp(Vectors.sum(alpha[last], end.value())); // (4)
    double gold = score(z, example.targetIds());
    double[][] marginals = new double[z.length][];
    for (int t = 0; t < z.length; t++) {
      marginals[t] = Vectors.map(Vectors.sum(alpha[t], beta[t]), v -> Math.exp(v - logZ)); // (5)
    }
    outcome.steps("logits", z);
    outcome.steps("marginals", marginals);
    outcome.number("log-partition", logZ);
    outcome.number("gold-score", gold);
    outcome.number("loss-per-sequence", logZ - gold);
    int[] path = viterbi(z);
    outcome.ragged("viterbi-paths", path);
    outcome.number("viterbi-scores", score(z, path));

    addTransitionGradients(z, alpha, beta, logZ, example.targetIds());
    double[][] dLogits = new double[z.length][];
    for (int t = 0; t < z.length; t++) {
      dLogits[t] = marginals[t].clone();
      dLogits[t][example.targetIds()[t]] -= 1;
    }
    Vectors.addInto(start.gradient(), dLogits[0]);
    Vectors.addInto(end.gradient(), dLogits[last]);
    return ControlOutput.backward(w, b, features, dLogits);
  }

  private double transition(int j, int k) {
    return transitions.value()[j * nY + k];
  }

  private double score(double[][] z, int[] y) {
    double score = start.value()[y[0]] + end.value()[y[z.length - 1]];
    for (int t = 0; t < z.length; t++) {
      score += z[t][y[t]] + (t == 0 ? 0 : transition(y[t - 1], y[t])); // (1)
    }
    return score;
  }

  private double[][] alpha(double[][] z) {
    double[][] alpha = new double[z.length][nY];
    alpha[0] = Vectors.sum(start.value(), z[0]);
    for (int t = 1; t < z.length; t++) {
      for (int k = 0; k < nY; k++) {
        double[] terms = new double[nY];
        for (int j = 0; j < nY; j++) {
          terms[j] = alpha[t - 1][j] + transition(j, k);
        }
        alpha[t][k] = z[t][k] + Vectors.logSumExp(terms); // (2)
      }
    }
    return alpha;
  }

  private double[][] beta(double[][] z) {
    double[][] beta = new double[z.length][nY];
    beta[z.length - 1] = end.value().clone();
    for (int t = z.length - 2; t >= 0; t--) {
      for (int j = 0; j < nY; j++) {
        double[] terms = new double[nY];
        for (int k = 0; k < nY; k++) {
          terms[k] = transition(j, k) + z[t + 1][k] + beta[t + 1][k];
        }
        beta[t][j] = Vectors.logSumExp(terms); // (3)
      }
    }
    return beta;
  }

  private void addTransitionGradients(
      double[][] z, double[][] alpha, double[][] beta, double logZ, int[] y) {
    double[] dA = transitions.gradient();
    for (int t = 1; t < z.length; t++) {
      for (int j = 0; j < nY; j++) {
        for (int k = 0; k < nY; k++) {
          dA[j * nY + k] +=
              Math.exp(alpha[t - 1][j] + transition(j, k) + z[t][k] + beta[t][k] - logZ); // (6)
        }
      }
      dA[y[t - 1] * nY + y[t]] -= 1;
    }
  }

  /** The path of the highest score. */
  private int[] viterbi(double[][] z) {
    double[] best = Vectors.sum(start.value(), z[0]);
    int[][] from = new int[z.length][nY];
    for (int t = 1; t < z.length; t++) {
      double[] next = new double[nY];
      for (int k = 0; k < nY; k++) {
        double[] terms = new double[nY];
        for (int j = 0; j < nY; j++) {
          terms[j] = best[j] + transition(j, k);
        }
        from[t][k] = Vectors.argmax(terms);
        next[k] = z[t][k] + terms[from[t][k]];
      }
      best = next;
    }
    int[] path = new int[z.length];
    path[z.length - 1] = Vectors.argmax(Vectors.sum(best, end.value()));
    for (int t = z.length - 1; t > 0; t--) {
      path[t - 1] = from[t][path[t]];
    }
    return path;
  }
}
