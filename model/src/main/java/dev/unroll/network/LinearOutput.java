package dev.unroll.network;

import dev.unroll.batch.Target;
import dev.unroll.parameter.Gradients;

/**
 * Y numbers at each position.
 *
 * <pre>
 * z = W x + b            (1)
 * L = Σ_k (z_k - y_k)²   (2)
 * dz = 2 (z - y)         (3)
 * </pre>
 *
 * @param layer (1)
 */
record LinearOutput(Affine layer) implements Output {

  @Override
  public LossSum loss(
      float[] parameters,
      OutputInput input,
      Target target,
      Training training,
      OutputTape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    Outputs.requireNoClassWeights(training, "linear");
    float[] y = ((Target.Values) target).values();
    int size = layer.rows() * input.n();
    float[] z = tape.scores.atLeast(size);
    layer.forward(parameters, input, z);
    double loss = 0;
    for (int i = 0; i < size; i++) {
      float difference = z[i] - y[i];
      loss += (double) difference * difference; // (2)
      z[i] = 2 * difference; // (3)
    }
    if (gradients != null) {
      layer.backward(parameters, input, z, gradients, dx, dxAt);
    }
    return new LossSum(loss, input.n(), input.n());
  }

  @Override
  public void scores(float[] parameters, OutputInput input, OutputTape tape) {
    layer.forward(parameters, input, tape.scores.atLeast(layer.rows() * input.n()));
  }

  @Override
  public void probabilities(float[] parameters, OutputInput input, OutputTape tape) {
    throw new UnsupportedOperationException(
        "linear outputs must be read as scores, they have no probabilities");
  }
}
