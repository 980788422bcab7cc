package dev.unroll.train;

import dev.unroll.parameter.ParameterLayout;

/**
 * RMSprop.
 *
 * <pre>
 * g ← g + weightDecay · p
 * v ← α v + (1-α) g²
 * p ← p - lr g / (√v + epsilon)
 * </pre>
 */
final class RmsProp extends Optimizer {
  private final float alpha;
  private final float oneMinusAlpha;
  private final float epsilon;
  private final float weightDecay;
  private final float[] squareAverage;
  private float rate;

  RmsProp(OptimizerConfig.RmsProp config, ParameterLayout layout) {
    super(layout);
    alpha = (float) config.alpha();
    oneMinusAlpha = (float) (1 - config.alpha());
    epsilon = (float) config.epsilon();
    weightDecay = (float) config.weightDecay();
    squareAverage = newState("square_avg");
  }

  @Override
  void prepare(long t, double learningRate) {
    rate = (float) learningRate;
  }

  @Override
  void update(float[] p, float[] g, float scale, int start, int end) {
    float[] v = squareAverage;
    float decay = weightDecay;
    float a = alpha;
    float b = oneMinusAlpha;
    float eps = epsilon;
    float lr = rate;
    for (int i = start; i < end; i++) {
      float gi = g[i] * scale + decay * p[i];
      float vi = a * v[i] + b * (gi * gi);
      v[i] = vi;
      p[i] -= lr * gi / ((float) Math.sqrt(vi) + eps);
    }
  }
}
