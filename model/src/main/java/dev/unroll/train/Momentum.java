package dev.unroll.train;

import dev.unroll.parameter.ParameterLayout;

/**
 * Gradient descent with momentum μ.
 *
 * <pre>
 * g ← g + weightDecay · p
 * m ← μ m + g
 * p ← p - lr m               heavy ball
 * p ← p - lr (g + μ m)       Nesterov
 * </pre>
 */
final class Momentum extends Optimizer {
  private final float mu;
  private final boolean nesterov;
  private final float weightDecay;
  private final float[] buffer;
  private float rate;

  Momentum(OptimizerConfig.Momentum config, ParameterLayout layout) {
    super(layout);
    mu = (float) config.momentum();
    nesterov = config.nesterov();
    weightDecay = (float) config.weightDecay();
    buffer = newState("momentum_buffer");
  }

  @Override
  void prepare(long t, double learningRate) {
    rate = (float) learningRate;
  }

  @Override
  void update(float[] p, float[] g, float scale, int start, int end) {
    float[] m = buffer;
    float decay = weightDecay;
    float mu = this.mu;
    // One expression for both: p - lr m - 0 g, and p - lr μ m - lr g.
    float rateOfGradient = nesterov ? rate : 0f;
    float rateOfBuffer = nesterov ? rate * mu : rate;
    for (int i = start; i < end; i++) {
      float gi = g[i] * scale + decay * p[i];
      float mi = mu * m[i] + gi;
      m[i] = mi;
      p[i] = p[i] - rateOfBuffer * mi - rateOfGradient * gi;
    }
  }
}
