package dev.unroll.train;

/**
 * The learning rate of every training step; steps count from 0.
 *
 * <p>A schedule is immutable. What the one schedule that listens to validations has to remember is
 * a {@link ScheduleState}, which the trainer keeps and puts into its checkpoints; all others ignore
 * it and pass it on.
 */
public sealed interface LearningRateSchedule {

  /** The learning rate of a step, given what the validations before it said. */
  double learningRate(long step, ScheduleState state);

  /**
   * The state after a validation.
   *
   * @param validation the result to lower, for example nats per token; negate a score that is to
   *     rise
   */
  default ScheduleState afterValidation(ScheduleState state, double validation) {
    return state;
  }

  /** This schedule times a linear rise from 1 / steps to 1 over the first steps. */
  default LearningRateSchedule withWarmup(long steps) {
    return steps == 0 ? this : new LinearWarmup(steps, this);
  }

  /** The same learning rate in every step. */
  record Constant(double initial) implements LearningRateSchedule {
    /** Checks the range. */
    public Constant {
      Checks.positive("learning-rate", initial);
    }

    @Override
    public double learningRate(long step, ScheduleState state) {
      return initial;
    }
  }

  /** {@code initial · gamma^⌊step / stepSize⌋}. */
  record StepDecay(double initial, double gamma, long stepSize) implements LearningRateSchedule {
    /** Checks the ranges. */
    public StepDecay {
      Checks.positive("learning-rate", initial);
      Checks.positive("schedule.gamma", gamma);
      Checks.require(stepSize >= 1, "schedule.step-size", "must be >= 1", stepSize);
    }

    @Override
    public double learningRate(long step, ScheduleState state) {
      long decays = step / stepSize;
      return initial * StrictMath.pow(gamma, (double) decays);
    }
  }

  /** {@code initial · gamma^step}. */
  record Exponential(double initial, double gamma) implements LearningRateSchedule {
    /** Checks the ranges. */
    public Exponential {
      Checks.positive("learning-rate", initial);
      Checks.positive("schedule.gamma", gamma);
    }

    @Override
    public double learningRate(long step, ScheduleState state) {
      return initial * StrictMath.pow(gamma, (double) step);
    }
  }

  /**
   * A linear rise, then half a cosine down to the minimum, which stays.
   *
   * <pre>
   * step &lt; warmupSteps: initial (step + 1) / warmupSteps
   * after:              minimum + ½ (initial - minimum) (1 + cos πd),
   *                     d = min(1, (step - warmupSteps) / (totalSteps - warmupSteps))
   * </pre>
   *
   * <p>For a rise that multiplies a cosine counted from step 0, set {@code warmupSteps} to 0 and
   * use {@link #withWarmup}.
   */
  record CosineWarmup(double initial, long warmupSteps, long totalSteps, double minimum)
      implements LearningRateSchedule {
    /** Checks the ranges. */
    public CosineWarmup {
      Checks.positive("learning-rate", initial);
      Checks.require(warmupSteps >= 0, "schedule.warmup-steps", "must be >= 0", warmupSteps);
      Checks.require(
          totalSteps > warmupSteps,
          "schedule.total-steps",
          "must be > schedule.warmup-steps = " + warmupSteps,
          totalSteps);
      Checks.require(
          minimum >= 0 && minimum <= initial,
          "schedule.min-learning-rate",
          "must be >= 0 and <= learning-rate = " + initial,
          minimum);
    }

    @Override
    public double learningRate(long step, ScheduleState state) {
      if (step < warmupSteps) {
        return initial * (step + 1) / warmupSteps;
      }
      double done = Math.min(1, (step - warmupSteps) / (double) (totalSteps - warmupSteps));
      return minimum + 0.5 * (initial - minimum) * (1 + StrictMath.cos(Math.PI * done));
    }
  }

  /**
   * Multiplies the learning rate by a factor, as a rule ½, with the {@code patience}-th validation
   * in a row that brought no result below the best one; never goes below the minimum.
   */
  record HalveOnPlateau(double initial, double factor, int patience, double minimum)
      implements LearningRateSchedule {
    /** Checks the ranges. */
    public HalveOnPlateau {
      Checks.positive("learning-rate", initial);
      Checks.require(factor > 0 && factor < 1, "schedule.factor", "must be > 0 and < 1", factor);
      Checks.require(patience >= 1, "schedule.patience", "must be >= 1", patience);
      Checks.require(
          minimum >= 0 && minimum <= initial,
          "schedule.min-learning-rate",
          "must be >= 0 and <= learning-rate = " + initial,
          minimum);
    }

    @Override
    public double learningRate(long step, ScheduleState state) {
      return Math.max(minimum, initial * StrictMath.pow(factor, state.reductions()));
    }

    @Override
    public ScheduleState afterValidation(ScheduleState state, double validation) {
      if (validation < state.best()) {
        return new ScheduleState(validation, 0, state.reductions());
      }
      if (state.failures() + 1 < patience) {
        return new ScheduleState(state.best(), state.failures() + 1, state.reductions());
      }
      return new ScheduleState(state.best(), 0, state.reductions() + 1);
    }
  }

  /** {@code min(1, (step + 1) / steps)} times another schedule. */
  record LinearWarmup(long steps, LearningRateSchedule schedule) implements LearningRateSchedule {
    /** Checks the range. */
    public LinearWarmup {
      Checks.require(steps >= 1, "schedule.warmup-steps", "must be >= 1", steps);
    }

    @Override
    public double learningRate(long step, ScheduleState state) {
      return Math.min(1.0, (step + 1) / (double) steps) * schedule.learningRate(step, state);
    }

    @Override
    public ScheduleState afterValidation(ScheduleState state, double validation) {
      return schedule.afterValidation(state, validation);
    }
  }
}
