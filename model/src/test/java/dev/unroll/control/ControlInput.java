package dev.unroll.control;

/** The input vectors of a stack: unit vectors, rows of the embedding, or dense features. */
final class ControlInput {

  private final StackSpec spec;
  private final Rows embedding;

  ControlInput(StackSpec spec, ControlParameters parameters, String prefix) {
    this.spec = spec;
    this.embedding =
        spec.input().equals("embedding") ? parameters.rows(prefix + "embedding.weight") : null;
  }

  double[][] forward(ControlExample example) {
    double[][] vectors = new double[example.length()][];
    for (int t = 0; t < vectors.length; t++) {
      if (t == 0 && example.firstInput() != null) {
        vectors[t] = example.firstInput();
      } else if (example.tokens() == null) {
        vectors[t] = example.x()[t];
      } else {
        vectors[t] = vector(example.tokens()[t]);
      }
    }
    return vectors;
  }

  private double[] vector(int token) {
    double[] vector = new double[spec.inputSize()];
    if (token < 0) {
      return vector;
    }
    if (embedding == null) {
      vector[token] = 1;
    } else {
      System.arraycopy(embedding.value(), token * vector.length, vector, 0, vector.length);
    }
    return vector;
  }

  /**
   * Adds into the embedding's gradient, where there is one and the step's vector is a row of it.
   */
  void backward(ControlExample example, double[][] dX) {
    if (embedding == null) {
      return;
    }
    for (int t = example.firstInput() == null ? 0 : 1; t < dX.length; t++) {
      for (int j = 0; example.tokens()[t] >= 0 && j < dX[t].length; j++) {
        embedding.gradient()[example.tokens()[t] * dX[t].length + j] += dX[t][j];
      }
    }
  }
}
