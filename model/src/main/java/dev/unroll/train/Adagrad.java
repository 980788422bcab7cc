package dev.unroll.train;

import dev.unroll.parameter.ParameterLayout;
import java.util.Arrays;

/**
 * Adagrad.
 *
 * <pre>
 * g ← g + weightDecay · p
 * v ← v + g²
 * p ← p - lr / (1 + (t-1) learningRateDecay) · g / (√v + epsilon)
 * </pre>
 */
final class Adagrad extends Optimizer {
  private final double learningRateDecay;
  private final float epsilon;
  private final float weightDecay;
  private final float[] sum;
  private float rate;

  Adagrad(OptimizerConfig.Adagrad config, ParameterLayout layout) {
    super(layout);
    learningRateDecay = config.learningRateDecay();
    epsilon = (float) config.epsilon();
    weightDecay = (float) config.weightDecay();
    sum = newState("sum");
    Arrays.fill(sum, (float) config.initialAccumulator());
  }

  @Override
  void prepare(long t, double learningRate) {
    rate = (float) (learningRate / (1 + (t - 1) * learningRateDecay));
  }

  @Override
  void update(float[] p, float[] g, float scale, int start, int end) {
    float[] v = sum;
    float decay = weightDecay;
    float eps = epsilon;
    float lr = rate;
    for (int i = start; i < end; i++) {
      float gi = g[i] * scale + decay * p[i];
      float vi = v[i] + gi * gi;
      v[i] = vi;
      p[i] -= lr * gi / ((float) Math.sqrt(vi) + eps);
    }
  }
}
