package dev.unroll.control;

/**
 * The dense layers between a stack and its output: v ← g(W v + b) with g = tanh or max(0, ·), step
 * by step.
 */
final class ControlDense {

  private final Rows[] w;
  private final Rows[] b;
  private final boolean relu;

  ControlDense(HeadSpec spec, ControlParameters parameters) {
    int layers = spec.layers().size();
    this.w = new Rows[layers];
    this.b = new Rows[layers];
    for (int j = 0; j < layers; j++) {
      w[j] = parameters.rows("head.dense" + j + ".weight");
      b[j] = parameters.rows("head.dense" + j + ".bias");
    }
    this.relu = spec.activation().equals("relu");
  }

  /** The layers' values, the input first, the features for the output last. */
  double[][] forward(double[] v) {
    double[][] values = new double[w.length + 1][];
    values[0] = v;
    for (int j = 0; j < w.length; j++) {
      double[] z = Vectors.sum(w[j].times(values[j]), b[j].times(1));
      values[j + 1] = Vectors.map(z, relu ? e -> Math.max(0, e) : Math::tanh);
    }
    return values;
  }

  /** The gradient by the input. */
  double[] backward(double[][] values, double[] dFeatures) {
    double[] d = dFeatures;
    for (int j = w.length - 1; j >= 0; j--) {
      double[] y = values[j + 1];
      double[] dz = new double[y.length];
      for (int i = 0; i < y.length; i++) {
        dz[i] = d[i] * (relu ? (y[i] > 0 ? 1 : 0) : 1 - y[i] * y[i]);
      }
      b[j].backward(dz, 1);
      d = w[j].backward(dz, values[j]);
    }
    return d;
  }
}
