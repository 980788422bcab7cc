package dev.unroll.control;

/**
 * The output layer of one sequence with its loss (a sum, in nats where it is a logarithm). A run
 * does both passes at once, since the gradient of the loss by itself is 1.
 */
interface ControlOutput {

  /**
   * Adds the parameters' gradients, puts {@code loss-per-sequence} and the outputs into the
   * outcome.
   *
   * @param features (number of outputs, width)
   * @return the gradient of the loss by the features
   */
  double[][] run(double[][] features, ControlExample example, Outcome outcome);

  /** log P(symbol) after one step's features. */
  default double[] logProbabilities(double[] features) {
    throw new UnsupportedOperationException("this output has no distribution over symbols");
  }

  static ControlOutput of(HeadSpec spec, ControlParameters parameters) {
    if (spec.output().equals("adaptive-softmax")) {
      return new ControlAdaptiveSoftmax(spec, parameters);
    }
    Rows w = parameters.rows(spec.tied() ? "embedding.weight" : "head.weight");
    Rows b = parameters.rows("head.bias");
    return switch (spec.output()) {
      case "softmax" -> new ControlSoftmax(w, b, spec.pooled());
      case "sigmoid" -> new ControlElementwise(w, b, spec.pooled(), true);
      case "linear" -> new ControlElementwise(w, b, spec.pooled(), false);
      case "crf" -> new ControlCrf(w, b, parameters);
      default -> throw new IllegalArgumentException("unknown output " + spec.output());
    };
  }

  /** Logits z = W v + b of every row. */
  static double[][] logits(Rows w, Rows b, double[][] features) {
    double[][] logits = new double[features.length][];
    for (int t = 0; t < logits.length; t++) {
      logits[t] = Vectors.sum(w.times(features[t]), b.times(1));
    }
    return logits;
  }

  /** Adds the gradients of W and b and returns that by the features. */
  static double[][] backward(Rows w, Rows b, double[][] features, double[][] dLogits) {
    double[][] dFeatures = new double[features.length][];
    for (int t = 0; t < features.length; t++) {
      b.backward(dLogits[t], 1);
      dFeatures[t] = w.backward(dLogits[t], features[t]);
    }
    return dFeatures;
  }

  /** Puts values per output: a row after pooling, else steps. */
  static void put(Outcome outcome, String name, double[][] values, boolean pooled) {
    if (pooled) {
      outcome.row(name, values[0]);
    } else {
      outcome.steps(name, values);
    }
  }

  /**
   * Puts what follows from the log-probabilities of the targets; the loss is their negative sum.
   */
  static void putLogProbabilities(Outcome outcome, double[] logProbabilities) {
    double sum = 0;
    for (double logProbability : logProbabilities) {
      sum += logProbability;
    }
    outcome.number("loss-per-sequence", -sum);
    outcome.ragged("token-log-probabilities", logProbabilities);
    outcome.number("sentence-log-probabilities", sum);
  }
}
