package dev.unroll.train;

import dev.unroll.parameter.ParameterLayout;
import java.util.Optional;

/**
 * Averaged stochastic gradient descent.
 *
 * <pre>
 * g ← g + weightDecay · p
 * η = lr / (1 + λ lr (t-1))^α
 * p ← p (1 - λη) - η g
 * average ← average + (p - average) / max(1, t-1-t₀)
 * </pre>
 *
 * <p>The average is over time and so takes in every parameter in every step, sparse rows that no
 * symbol touched included.
 */
final class Asgd extends Optimizer {
  private final OptimizerConfig.Asgd config;
  private final float[] averages;
  private float eta;
  private float keep; // 1 - λη
  private float share; // of the new parameters in the average

  Asgd(OptimizerConfig.Asgd config, ParameterLayout layout) {
    super(layout);
    this.config = config;
    averages = newState("ax");
  }

  @Override
  void prepare(long t, double learningRate) {
    double rate =
        learningRate / StrictMath.pow(1 + config.lambda() * learningRate * (t - 1), config.alpha());
    eta = (float) rate;
    keep = (float) (1 - config.lambda() * rate);
    share = (float) (1 / Math.max(1, t - 1 - config.averagingStart()));
  }

  @Override
  void update(float[] p, float[] g, float scale, int start, int end) {
    float decay = (float) config.weightDecay();
    float eta = this.eta;
    float keep = this.keep;
    for (int i = start; i < end; i++) {
      p[i] = keep * p[i] - eta * (g[i] * scale + decay * p[i]);
    }
  }

  @Override
  void finish(float[] p) {
    float[] average = averages;
    float share = this.share;
    for (int i = 0; i < p.length; i++) {
      average[i] += (p[i] - average[i]) * share;
    }
  }

  @Override
  public Optional<float[]> averagedParameters() {
    return Optional.of(averages);
  }
}
