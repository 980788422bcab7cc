package dev.unroll.train;

/**
 * Which optimizer, with its hyperparameters; defaults are PyTorch's.
 *
 * <p>The learning rate is not among them: a {@link LearningRateSchedule} gives it step by step. In
 * all but {@link Adam#decoupled} Adam, {@code weightDecay} w adds w · p to the gradient.
 */
public sealed interface OptimizerConfig {

  /** Plain gradient descent without weight decay. */
  static Sgd sgd() {
    return new Sgd(0);
  }

  /** Adam with (0.9, 0.999), 1e-8 and no weight decay. */
  static Adam adam() {
    return new Adam(0.9, 0.999, 1e-8, 0, false);
  }

  /** AdamW: Adam with decoupled weight decay of 0.01. */
  static Adam adamW() {
    return new Adam(0.9, 0.999, 1e-8, 0.01, true);
  }

  /** Stochastic gradient descent. */
  record Sgd(double weightDecay) implements OptimizerConfig {
    /** Checks the range. */
    public Sgd {
      Checks.notNegative("optimizer.weight-decay", weightDecay);
    }
  }

  /** Gradient descent with momentum μ, Nesterov's or the heavy ball. */
  record Momentum(double momentum, boolean nesterov, double weightDecay)
      implements OptimizerConfig {
    /** Checks the ranges. */
    public Momentum {
      Checks.fraction("optimizer.momentum", momentum);
      Checks.notNegative("optimizer.weight-decay", weightDecay);
    }
  }

  /** Adagrad. */
  record Adagrad(
      double learningRateDecay, double initialAccumulator, double epsilon, double weightDecay)
      implements OptimizerConfig {
    /** Checks the ranges. */
    public Adagrad {
      Checks.notNegative("optimizer.learning-rate-decay", learningRateDecay);
      Checks.notNegative("optimizer.initial-accumulator", initialAccumulator);
      Checks.positive("optimizer.epsilon", epsilon);
      Checks.notNegative("optimizer.weight-decay", weightDecay);
    }
  }

  /** RMSprop, neither centered nor with momentum. */
  record RmsProp(double alpha, double epsilon, double weightDecay) implements OptimizerConfig {
    /** Checks the ranges. */
    public RmsProp {
      Checks.fraction("optimizer.alpha", alpha);
      Checks.positive("optimizer.epsilon", epsilon);
      Checks.notNegative("optimizer.weight-decay", weightDecay);
    }
  }

  /** Adam, or AdamW if {@code decoupled}. */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
      implements OptimizerConfig {
    /** Checks the ranges. */
    public Adam {
      Checks.fraction("optimizer.beta1", beta1);
      Checks.fraction("optimizer.beta2", beta2);
      Checks.positive("optimizer.epsilon", epsilon);
      Checks.notNegative("optimizer.weight-decay", weightDecay);
    }
  }

  /**
   * Averaged stochastic gradient descent.
   *
   * @param lambda decay of the parameters and, with {@code alpha}, of the learning rate
   * @param alpha exponent of the learning rate's decay
   * @param averagingStart t₀: the average follows the parameters until step t₀ + 1
   */
  record Asgd(double lambda, double alpha, double averagingStart, double weightDecay)
      implements OptimizerConfig {
    /** Checks the ranges. */
    public Asgd {
      Checks.notNegative("optimizer.lambda", lambda);
      Checks.notNegative("optimizer.alpha", alpha);
      Checks.notNegative("optimizer.averaging-start", averagingStart);
      Checks.notNegative("optimizer.weight-decay", weightDecay);
    }
  }
}
