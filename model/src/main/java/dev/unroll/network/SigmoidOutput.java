package dev.unroll.network;

import dev.unroll.batch.Target;
import dev.unroll.linalg.Kernels;
import dev.unroll.parameter.Gradients;

/**
 * Y independent yes-or-no answers at each position.
 *
 * <pre>
 * z = W x + b                                                    (1)
 * ŷ = σ(z)                                                       (2)
 * L = Σ_k w_k y_k log(1 + exp(-z_k)) + (1-y_k) log(1 + exp z_k)   (3)
 * dz = w y (ŷ - 1) + (1-y) ŷ                                     (4)
 * </pre>
 *
 * <p>The class weight w_k multiplies the loss where the target is 1, as PyTorch's {@code
 * pos_weight}; the sum of weights counts each position once all the same. The log-probability of a
 * position is that of all its targets together, without class weights.
 *
 * @param layer (1)
 */
record SigmoidOutput(Affine layer) implements Output {

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
    float[] y = ((Target.Values) target).values();
    float[] classWeights = training == null ? null : training.classWeights();
    int outputs = layer.rows();
    float[] z = tape.scores.atLeast(outputs * input.n());
    float[] logProbabilities = tape.targetLogProbabilities.atLeast(input.n());
    layer.forward(parameters, input, z);
    double loss = 0;
    for (int i = 0; i < input.n(); i++) {
      double logProbability = 0;
      for (int k = 0; k < outputs; k++) {
        int at = outputs * i + k;
        double e = Math.exp(-Math.abs(z[at]));
        double ifZero = Math.max(z[at], 0f) + Math.log1p(e); // log(1 + exp z) without overflow
        double ifOne = ifZero - z[at];
        double yHat = (z[at] >= 0 ? 1 : e) / (1 + e); // (2)
        double weight = classWeights == null ? 1 : classWeights[k];
        logProbability -= y[at] * ifOne + (1 - y[at]) * ifZero;
        loss += weight * y[at] * ifOne + (1 - y[at]) * ifZero; // (3)
        z[at] = (float) (weight * y[at] * (yHat - 1) + (1 - y[at]) * yHat); // (4)
      }
      logProbabilities[i] = (float) logProbability;
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
    scores(parameters, input, tape);
    Kernels.get().sigmoid(tape.scores.floats(), 0, layer.rows() * input.n());
  }
}
