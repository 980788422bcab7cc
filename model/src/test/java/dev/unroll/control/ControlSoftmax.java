package dev.unroll.control;

/**
 * Softmax with cross-entropy.
 *
 * <pre>
 * p = exp(z) / Σ exp(z)       (1)
 * L = -Σ_t log p_t[y_t]       (2)
 * dz_t = p_t - 1[y_t]         (3)
 * </pre>
 */
record ControlSoftmax(Rows w, Rows b, boolean pooled) implements ControlOutput {

  @Override
  public double[][] run(double[][] features, ControlExample example, Outcome outcome) {
    double[][] logits = ControlOutput.logits(w, b, features);
    double[][] probabilities = new double[logits.length][];
    double[][] dLogits = new double[logits.length][];
    double[] targets = new double[logits.length];
    for (int t = 0; t < logits.length; t++) {
      int target = example.targetIds()[t];
      double[] logP = Vectors.logSoftmax(logits[t]);
      probabilities[t] = Vectors.map(logP, Math::exp); // (1)
      targets[t] = logP[target]; // (2)
      dLogits[t] = probabilities[t].clone();
      dLogits[t][target] -= 1; // (3)
    }
    ControlOutput.put(outcome, "logits", logits, pooled);
    ControlOutput.put(outcome, "probabilities", probabilities, pooled);
    ControlOutput.putLogProbabilities(outcome, targets);
    return ControlOutput.backward(w, b, features, dLogits);
  }

  @Override
  public double[] logProbabilities(double[] features) {
    return Vectors.logSoftmax(ControlOutput.logits(w, b, new double[][] {features})[0]);
  }
}
