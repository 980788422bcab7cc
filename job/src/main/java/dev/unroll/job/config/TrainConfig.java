package dev.unroll.job.config;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The block {@code train}.
 *
 * @param batchSize sequences (or streams) in the global batch
 * @param shards slices of each batch; part of the recipe
 * @param window time steps per training step in stream mode
 * @param steps most training steps, 0 for no limit
 * @param classWeights weight of the loss by label; 1 for a label that is not named
 * @param validateEvery steps between validations, 0 for the end of every epoch; so for {@code
 *     checkpointEvery}
 * @param onCheckpointFailure what happens when the store refuses a checkpoint
 * @param earlyStoppingPatience validations without improvement that end the run, 0 for never
 */
public record TrainConfig(
    int batchSize,
    int shards,
    int window,
    TrainingMode mode,
    int epochs,
    long steps,
    Optimizer optimizer,
    Schedule schedule,
    Clip clip,
    Map<String, Double> classWeights,
    ExchangeKind exchange,
    long validateEvery,
    long checkpointEvery,
    int keepCheckpoints,
    CheckpointFailure onCheckpointFailure,
    int earlyStoppingPatience)
    implements Serializable {

  /** The block {@code train.optimizer}; each kind reads the numbers that it needs. */
  public record Optimizer(
      String kind,
      double learningRate,
      double weightDecay,
      double momentum,
      double beta1,
      double beta2,
      double alpha,
      double epsilon,
      double learningRateDecay,
      double asgdLambda,
      double asgdPower,
      long asgdStart)
      implements Serializable {

    public Optimizer {
      Check.positive("train.optimizer.learning-rate", learningRate);
      Check.finite("train.optimizer.learning-rate", learningRate);
      Check.notNegative("train.optimizer.weight-decay", weightDecay);
      Check.share("train.optimizer.momentum", momentum);
      Check.share("train.optimizer.beta1", beta1);
      Check.share("train.optimizer.beta2", beta2);
      Check.share("train.optimizer.alpha", alpha);
      Check.positive("train.optimizer.epsilon", epsilon);
      Check.notNegative("train.optimizer.learning-rate-decay", learningRateDecay);
      Check.notNegative("train.optimizer.asgd-lambda", asgdLambda);
      Check.notNegative("train.optimizer.asgd-power", asgdPower);
      Check.atLeast("train.optimizer.asgd-start", asgdStart, 0);
    }

    static Optimizer from(Section optimizer) {
      return new Optimizer(
          optimizer.oneOf(
              "kind",
              List.of(
                  "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "asgd")),
          optimizer.number("learning-rate"),
          optimizer.number("weight-decay"),
          optimizer.number("momentum"),
          optimizer.number("beta1"),
          optimizer.number("beta2"),
          optimizer.number("alpha"),
          optimizer.number("epsilon"),
          optimizer.number("learning-rate-decay"),
          optimizer.number("asgd-lambda"),
          optimizer.number("asgd-power"),
          optimizer.whole("asgd-start"));
    }
  }

  /** The block {@code train.schedule}; each kind reads the numbers that it needs. */
  public record Schedule(
      String kind,
      long warmupSteps,
      double minLearningRate,
      long stepSize,
      double gamma,
      int patience)
      implements Serializable {

    public Schedule {
      Check.atLeast("train.schedule.warmup-steps", warmupSteps, 0);
      Check.notNegative("train.schedule.min-learning-rate", minLearningRate);
      Check.atLeast("train.schedule.step-size", stepSize, 1);
      if (!(gamma > 0 && gamma <= 1)) {
        throw ConfigError.must("train.schedule.gamma", "be > 0 and <= 1", gamma);
      }
      Check.atLeast("train.schedule.patience", patience, 1);
    }

    static Schedule from(Section schedule) {
      return new Schedule(
          schedule.oneOf(
              "kind",
              List.of(
                  "constant",
                  "step",
                  "exponential",
                  "cosine",
                  "cosine-warmup",
                  "halve-on-plateau")),
          schedule.whole("warmup-steps"),
          schedule.number("min-learning-rate"),
          schedule.whole("step-size"),
          schedule.number("gamma"),
          schedule.integer("patience"));
    }
  }

  /**
   * The block {@code train.clip}.
   *
   * @param norm bound of the gradient's global norm, infinite for none
   * @param value bound of each of the gradient's values, infinite for none
   */
  public record Clip(double norm, double value) implements Serializable {

    public Clip {
      Check.positive("train.clip.norm", norm);
      Check.positive("train.clip.value", value);
    }

    static Clip from(Section clip) {
      return new Clip(
          clip.number("norm", Double.POSITIVE_INFINITY),
          clip.number("value", Double.POSITIVE_INFINITY));
    }
  }

  public TrainConfig {
    classWeights = Collections.unmodifiableMap(new TreeMap<>(classWeights));
    Check.atLeast("train.batch-size", batchSize, 1);
    Check.atLeast("train.shards", shards, 1);
    if (shards > batchSize) {
      throw ConfigError.must(
          "train.shards",
          "be <= train.batch-size = " + batchSize,
          shards,
          "a shard would be empty");
    }
    Check.atLeast("train.window", window, 1);
    Check.atLeast("train.epochs", epochs, 1);
    Check.atLeast("train.steps", steps, 0);
    if (schedule.minLearningRate() > optimizer.learningRate()) {
      throw ConfigError.must(
          "train.schedule.min-learning-rate",
          "be <= train.optimizer.learning-rate = " + optimizer.learningRate(),
          schedule.minLearningRate());
    }
    classWeights.forEach(
        (label, weight) -> {
          if (!(weight > 0)) {
            throw ConfigError.must("train.class-weights", "be > 0 each", label + " = " + weight);
          }
        });
    Check.atLeast("train.validate-every", validateEvery, 0);
    Check.atLeast("train.checkpoint-every", checkpointEvery, 0);
    Check.atLeast("train.keep-checkpoints", keepCheckpoints, 1);
    Check.atLeast("train.early-stopping.patience", earlyStoppingPatience, 0);
  }

  static TrainConfig from(Section train) {
    return new TrainConfig(
        train.integer("batch-size"),
        train.integer("shards"),
        train.integer("window"),
        train.oneOf("mode", TrainingMode.class),
        train.integer("epochs"),
        train.whole("steps"),
        Optimizer.from(train.section("optimizer")),
        Schedule.from(train.section("schedule")),
        Clip.from(train.section("clip")),
        train.numbers("class-weights"),
        train.oneOf("exchange", ExchangeKind.class),
        train.whole("validate-every"),
        train.whole("checkpoint-every"),
        train.integer("keep-checkpoints"),
        train.oneOf("on-checkpoint-failure", CheckpointFailure.class),
        train.section("early-stopping").integer("patience"));
  }
}
