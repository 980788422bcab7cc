package dev.unroll.train;

import dev.unroll.parameter.ParameterLayout;

/**
 * Stochastic gradient descent.
 *
 * <pre>p ← p - lr (g + weightDecay · p)</pre>
 */
final class Sgd extends Optimizer {
  private final float weightDecay;
  private float rate;

  Sgd(OptimizerConfig.Sgd config, ParameterLayout layout) {
    super(layout);
    weightDecay = (float) config.weightDecay();
  }

  @Override
  void prepare(long t, double learningRate) {
    rate = (float) learningRate;
  }

  @Override
  void update(float[] p, float[] g, float scale, int start, int end) {
    float decay = weightDecay;
    float lr = rate;
    for (int i = start; i < end; i++) {
      p[i] -= lr * (g[i] * scale + decay * p[i]);
    }
  }
}
