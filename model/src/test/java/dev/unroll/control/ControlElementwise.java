package dev.unroll.control;

/**
 * Outputs that stand for themselves: sigmoid with binary cross-entropy, or linear with squared
 * error.
 *
 * <pre>
 * p = σ(z), L = -Σ y log p + (1 - y) log(1 - p), dz = p - y    (1)
 * L = Σ (z - y)², dz = 2 (z - y)                               (2)
 * </pre>
 */
record ControlElementwise(Rows w, Rows b, boolean pooled, boolean sigmoid)
    implements ControlOutput {

  @Override
  public double[][] run(double[][] features, ControlExample example, Outcome outcome) {
    double[][] logits = ControlOutput.logits(w, b, features);
    double[][] probabilities = new double[logits.length][];
    double[][] dLogits = new double[logits.length][w.count()];
    double loss = 0;
    for (int t = 0; t < logits.length; t++) {
      probabilities[t] = Vectors.map(logits[t], Vectors::sigmoid);
      for (int k = 0; k < logits[t].length; k++) {
        double z = logits[t][k];
        double y = example.targetValues()[t][k];
        if (sigmoid) {
          loss += y * Math.log1p(Math.exp(-z)) + (1 - y) * Math.log1p(Math.exp(z)); // (1)
          dLogits[t][k] = probabilities[t][k] - y;
        } else {
          loss += (z - y) * (z - y); // (2)
          dLogits[t][k] = 2 * (z - y);
        }
      }
    }
    outcome.number("loss-per-sequence", loss);
    ControlOutput.put(outcome, "logits", logits, pooled);
    if (sigmoid) {
      ControlOutput.put(outcome, "probabilities", probabilities, pooled);
    }
    return ControlOutput.backward(w, b, features, dLogits);
  }
}
