package dev.unroll.job.train;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.ModelSpecs;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.StagedCorpus;
import dev.unroll.job.evaluate.Evaluation;
import dev.unroll.job.report.CheckpointReport;
import dev.unroll.job.report.RunEnd;
import dev.unroll.job.report.RunFacts;
import dev.unroll.job.report.RunStart;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.Traffic;
import dev.unroll.job.report.TrainingListener;
import dev.unroll.job.report.ValidationReport;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.LearningRateSchedule;
import dev.unroll.train.Optimizer;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The training loop: asks an {@link Exchange} for the summed gradient of every step, divides,
 * clips, updates; validates, checkpoints and reports on the way. Runs on the driver.
 */
final class Trainer {
  private final UnrollConfig config;
  private final Exchange exchange;
  private final Validator validator;
  private final Divergence divergence;
  private final Checkpoints checkpoints;
  private final RunDirectory run;
  private final List<TrainingListener> listeners;
  private final BooleanSupplier stopRequested;
  private final TrainingState state;
  private final Consumer<String> describe;
  private final GradientClipping clipping;
  private final LearningRateSchedule schedule;
  private final RunFacts facts;
  private final long stepsPerEpoch;
  private final long totalSteps;
  private double lastNorm = Double.NaN;

  /**
   * A trainer that goes on from the given state.
   *
   * @param facts for the listeners
   * @param validator null where there are no validation data
   * @param describe tells Spark's own windows what the next jobs are for; null ends a description
   * @param stopRequested asked between two steps: whether to end, with a checkpoint
   */
  Trainer(
      EffectiveConfig config,
      RunFacts facts,
      StagedCorpus corpus,
      Exchange exchange,
      Validator validator,
      Divergence divergence,
      RunDirectory run,
      Checkpoints checkpoints,
      TrainingState state,
      Consumer<String> describe,
      List<TrainingListener> listeners,
      BooleanSupplier stopRequested) {
    this.config = config.values();
    this.facts = facts;
    this.exchange = exchange;
    this.validator = validator;
    this.divergence = divergence;
    this.run = run;
    this.checkpoints = checkpoints;
    this.state = state;
    this.describe = describe;
    this.listeners = List.copyOf(listeners);
    this.stopRequested = stopRequested;
    this.clipping = ModelSpecs.clipping(this.config.train().clip());
    this.stepsPerEpoch = corpus.train().stepsPerEpoch();
    this.totalSteps = totalSteps(this.config, stepsPerEpoch);
    this.schedule = ModelSpecs.schedule(this.config.train(), totalSteps);
  }

  /** The step at which a run ends if nothing stops it early. */
  static long totalSteps(UnrollConfig config, long stepsPerEpoch) {
    long all = config.train().epochs() * stepsPerEpoch;
    return config.train().steps() == 0 ? all : Math.min(all, config.train().steps());
  }

  /**
   * Trains to the end, tells the listeners how it went, and returns the parameters to keep: those
   * of the best validation, or without validation the last ones.
   *
   * @throws NonFiniteLossException if training diverges; the last checkpoint is whole
   * @throws StoppedException if it was asked to stop before the end
   */
  Checkpoints.Best train() throws IOException {
    try {
      trainToTheEnd();
    } catch (RuntimeException | IOException e) {
      try {
        end(RunEnd.Reason.FAILED, String.valueOf(e.getMessage()));
      } catch (RuntimeException more) {
        e.addSuppressed(more);
      }
      throw e;
    } finally {
      describe.accept(null);
    }
    if (state.step == totalSteps) {
      end(RunEnd.Reason.FINISHED, "all steps are done");
    } else if (stopsEarly()) {
      end(RunEnd.Reason.STOPPED_EARLY, "no better validation since step " + state.bestStep);
    } else {
      String message = "it was asked to stop; --resume goes on after step " + checkpoints.newest();
      end(RunEnd.Reason.STOPPED, message);
      throw new StoppedException(message);
    }
    return state.bestStep > 0
        ? checkpoints.best(state)
        : new Checkpoints.Best(state.step, parametersToKeep(), Map.of());
  }

  private void trainToTheEnd() throws IOException {
    RunStart start =
        new RunStart(
            Instant.now(),
            config.task().spelling(),
            LossUnits.of(config),
            state.step,
            totalSteps,
            state.parameters.length,
            facts);
    listeners.forEach(listener -> listener.onStart(start));
    while (state.step < totalSteps && !stopsEarly() && !stopRequested.getAsBoolean()) {
      step();
      boolean last = state.step == totalSteps;
      if (validator != null && (last || due(config.train().validateEvery()))) {
        validate();
      }
      if (last || stopsEarly() || due(config.train().checkpointEvery())) {
        checkpoint();
      }
    }
    if (state.step > checkpoints.newest() && stopRequested.getAsBoolean()) {
      checkpoint();
    }
  }

  private void end(RunEnd.Reason reason, String message) {
    RunEnd end = new RunEnd(Instant.now(), state.step, reason, message);
    listeners.forEach(listener -> listener.onEnd(end));
  }

  private boolean due(long every) {
    return state.step % (every == 0 ? stepsPerEpoch : every) == 0;
  }

  private boolean stopsEarly() {
    int patience = config.train().earlyStoppingPatience();
    return patience > 0 && state.validationsSinceBest >= patience;
  }

  private void step() throws IOException {
    long began = System.nanoTime();
    StepPosition position = StepPosition.of(state.step, stepsPerEpoch);
    if (position.stepInEpoch() == 0) {
      Arrays.fill(state.streams, null);
    }
    float[][] before = state.streams.clone();
    Traffic carried = exchange.traffic();
    describe.accept(description(position));
    long asked = System.nanoTime();
    StepResult sum = exchange.step(position, state.parameters, state.streams);
    long exchanging = System.nanoTime() - asked;
    double loss = sum.loss().mean();
    GradientClipping.Result clipped = clipping.clip(sum.gradients(), 1 / sum.loss().weight());
    if (!Double.isFinite(loss) || !Double.isFinite(clipped.norm())) {
      throw diverged(position, before, loss, clipped.norm());
    }
    lastNorm = clipped.norm();
    double learningRate = schedule.learningRate(state.step, state.schedule);
    state.optimizer.step(state.parameters, sum.gradients(), learningRate, clipped.scale());
    state.step++;
    long nanos = System.nanoTime() - began;
    StepReport report =
        new StepReport(
            state.step,
            (int) position.epoch() + 1,
            loss,
            sum.symbols(),
            clipped.norm(),
            clipped.clipped(),
            learningRate,
            nanos,
            TaskTime.ofStep(sum.tasks(), exchanging, nanos),
            exchange.traffic().since(carried));
    listeners.forEach(listener -> listener.onStep(report));
  }

  /** The steps until the exchange has to make way for a validation. */
  private String description(StepPosition position) {
    long every =
        config.train().validateEvery() == 0 ? stepsPerEpoch : config.train().validateEvery();
    long pause = validator == null ? totalSteps : (state.step / every + 1) * every;
    long last = Math.min(pause, totalSteps);
    return "epoch %d, steps %,d-%,d".formatted(position.epoch() + 1, state.step + 1, last);
  }

  private NonFiniteLossException diverged(
      StepPosition position, float[][] states, double loss, double norm) throws IOException {
    exchange.pause();
    String what = Double.isFinite(loss) ? "gradient norm is " + norm : "loss is " + loss;
    String before =
        Double.isNaN(lastNorm)
            ? ""
            : " (gradient norm %.3g in the step before)".formatted(lastNorm);
    return new NonFiniteLossException(
        "%s at step %d%s, from %s; lower train.optimizer.learning-rate or set train.clip.norm;"
                .formatted(
                    what,
                    state.step + 1,
                    before,
                    divergence.origin(position, state.parameters, states))
            + " the checkpoints up to the last good one are in "
            + run.checkpoints());
  }

  private void validate() throws IOException {
    long began = System.nanoTime();
    describe.accept("validation after step %,d".formatted(state.step));
    exchange.pause();
    Evaluation evaluation = validator.run(parametersToKeep());
    double chosen = evaluation.metrics().get(evaluation.chosenBy());
    double value = evaluation.higherIsBetter() ? -chosen : chosen;
    boolean best = value < state.bestValue;
    if (best) {
      state.bestValue = value;
      state.bestStep = state.step;
      state.validationsSinceBest = 0;
      checkpoints.writeBest(state.step, parametersToKeep(), evaluation.metrics());
    } else {
      state.validationsSinceBest++;
    }
    state.schedule = schedule.afterValidation(state.schedule, value);
    if (listeners.isEmpty()) {
      return; // samples and findings that nobody hears of
    }
    ValidationReport report =
        new ValidationReport(
            state.step,
            (int) ((state.step - 1) / stepsPerEpoch) + 1,
            evaluation.metrics(),
            evaluation.chosenBy(),
            best,
            validator.samples(parametersToKeep()),
            best ? validator.findings(parametersToKeep(), evaluation) : Map.of(),
            System.nanoTime() - began);
    listeners.forEach(listener -> listener.onValidation(report));
  }

  private void checkpoint() throws IOException {
    long began = System.nanoTime();
    if (checkpoints.write(state)) {
      CheckpointReport report =
          new CheckpointReport(
              state.step, run.checkpoint(state.step).toString(), System.nanoTime() - began);
      listeners.forEach(listener -> listener.onCheckpoint(report));
    }
  }

  private float[] parametersToKeep() {
    Optimizer optimizer = state.optimizer;
    return optimizer.averagedParameters().orElse(state.parameters);
  }
}
