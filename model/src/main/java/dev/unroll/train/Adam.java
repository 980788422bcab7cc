package dev.unroll.train;

import dev.unroll.parameter.ParameterLayout;

/**
 * Adam and AdamW.
 *
 * <pre>
 * g ← g + weightDecay · p                 Adam
 * p ← p (1 - lr · weightDecay)            AdamW
 * m ← β₁ m + (1-β₁) g
 * v ← β₂ v + (1-β₂) g²
 * p ← p - lr (m / (1-β₁ᵗ)) / (√(v / (1-β₂ᵗ)) + epsilon)
 * </pre>
 */
final class Adam extends Optimizer {
  private final OptimizerConfig.Adam config;
  private final float[] average;
  private final float[] squareAverage;
  private float keep; // AdamW's factor of p
  private float rate; // lr / (1-β₁ᵗ)
  private float rootCorrection; // 1 / √(1-β₂ᵗ)

  Adam(OptimizerConfig.Adam config, ParameterLayout layout) {
    super(layout);
    this.config = config;
    average = newState("exp_avg");
    squareAverage = newState("exp_avg_sq");
  }

  @Override
  void prepare(long t, double learningRate) {
    keep = config.decoupled() ? (float) (1 - learningRate * config.weightDecay()) : 1f;
    rate = (float) (learningRate / (1 - StrictMath.pow(config.beta1(), (double) t)));
    rootCorrection = (float) (1 / Math.sqrt(1 - StrictMath.pow(config.beta2(), (double) t)));
  }

  @Override
  void update(float[] p, float[] g, float scale, int start, int end) {
    float[] m = average;
    float[] v = squareAverage;
    float decay = config.decoupled() ? 0f : (float) config.weightDecay();
    float b1 = (float) config.beta1();
    float c1 = (float) (1 - config.beta1());
    float b2 = (float) config.beta2();
    float c2 = (float) (1 - config.beta2());
    float eps = (float) config.epsilon();
    float keep = this.keep;
    float lr = rate;
    float root = rootCorrection;
    for (int i = start; i < end; i++) {
      float gi = g[i] * scale + decay * p[i];
      float mi = b1 * m[i] + c1 * gi;
      float vi = b2 * v[i] + c2 * (gi * gi);
      m[i] = mi;
      v[i] = vi;
      p[i] = keep * p[i] - lr * mi / ((float) Math.sqrt(vi) * root + eps);
    }
  }
}
