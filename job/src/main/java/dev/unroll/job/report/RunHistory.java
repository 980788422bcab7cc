package dev.unroll.job.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has happened in a run so far, in little room however long it is. It listens to a run that
 * goes on, or is told by {@link MetricsReader} about one that has been.
 */
public final class RunHistory implements TrainingListener {
  private static final int MOST_SAMPLES = 8;

  private final Series loss = new Series();
  private final Series gradientNorm = new Series();
  private final Series learningRate = new Series();
  private final Map<String, Series> validations = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private Totals totals = Totals.NONE;
  private RunStart firstStart;
  private RunStart start;
  private RunEnd end;
  private StepReport lastStep;
  private ValidationReport lastValidation;
  private ValidationReport best;
  private int starts;
  private long sampleEvery = 1;
  private long validationCount;

  /** What a model wrote after a step. */
  public record Sample(long step, List<String> texts) {}

  /**
   * Sums over a run.
   *
   * @param steps how many
   * @param clippedSteps those whose gradient was clipped
   * @param symbols that they computed on
   * @param nanos their wall time
   * @param time where it went
   * @param traffic what they carried
   * @param validationNanos wall time of validations
   * @param checkpointNanos wall time of checkpoints
   */
  public record Totals(
      long steps,
      long clippedSteps,
      long symbols,
      long nanos,
      StepTime time,
      Traffic traffic,
      long validationNanos,
      long checkpointNanos) {
    static final Totals NONE = new Totals(0, 0, 0, 0, StepTime.NONE, Traffic.NONE, 0, 0);

    Totals plus(StepReport step) {
      return new Totals(
          steps + 1,
          clippedSteps + (step.clipped() ? 1 : 0),
          symbols + step.symbols(),
          nanos + step.nanos(),
          time.plus(step.time()),
          step.traffic().executors().isEmpty() ? traffic : traffic.plus(step.traffic().executors()),
          validationNanos,
          checkpointNanos);
    }

    Totals plus(long validationNanos, long checkpointNanos) {
      return new Totals(
          steps,
          clippedSteps,
          symbols,
          nanos,
          time,
          traffic,
          this.validationNanos + validationNanos,
          this.checkpointNanos + checkpointNanos);
    }

    /** Seconds of steps, validations and checkpoints: time in which the run stood still is none. */
    public double seconds() {
      return (nanos + validationNanos + checkpointNanos) / 1e9;
    }

    /** Symbols for each second of training steps; not a number before the first. */
    public double symbolsPerSecond() {
      return symbols * 1e9 / nanos;
    }
  }

  @Override
  public void onStart(RunStart start) {
    firstStart = firstStart == null ? start : firstStart;
    this.start = start;
    end = null;
    starts++;
  }

  @Override
  public void onStep(StepReport step) {
    lastStep = step;
    loss.add(step.step(), step.loss());
    gradientNorm.add(step.step(), step.gradientNorm());
    learningRate.add(step.step(), step.learningRate());
    totals = totals.plus(step);
  }

  @Override
  public void onValidation(ValidationReport validation) {
    lastValidation = validation;
    best = validation.best() ? validation : best;
    validation
        .metrics()
        .forEach(
            (name, value) ->
                validations.computeIfAbsent(name, n -> new Series()).add(validation.step(), value));
    if (!validation.samples().isEmpty()) {
      addSample(new Sample(validation.step(), validation.samples()));
    }
    totals = totals.plus(validation.nanos(), 0);
  }

  /** Keeps the samples of every validation, or of every second, fourth and so on. */
  private void addSample(Sample sample) {
    if (validationCount++ % sampleEvery == 0) {
      samples.add(sample);
    }
    if (samples.size() > MOST_SAMPLES) {
      sampleEvery *= 2;
      List<Sample> all = List.copyOf(samples);
      samples.clear();
      for (int i = 0; i < all.size(); i += 2) {
        samples.add(all.get(i));
      }
    }
  }

  @Override
  public void onCheckpoint(CheckpointReport checkpoint) {
    totals = totals.plus(0, checkpoint.nanos());
  }

  @Override
  public void onEnd(RunEnd end) {
    this.end = end;
  }

  /** Whether any step is known. */
  public boolean hasSteps() {
    return lastStep != null;
  }

  /** The first start, null where none is known. */
  public RunStart firstStart() {
    return firstStart;
  }

  /** The latest start, null where none is known. */
  public RunStart start() {
    return start;
  }

  /** How often the run was started: once, and once for each time that it was resumed. */
  public int starts() {
    return starts;
  }

  /** How it ended; null while it goes on, and where it was killed. */
  public RunEnd end() {
    return end;
  }

  /** The last step, null before the first. */
  public StepReport lastStep() {
    return lastStep;
  }

  /** The last validation, null before the first. */
  public ValidationReport lastValidation() {
    return lastValidation;
  }

  /** The best validation, null before the first. */
  public ValidationReport best() {
    return best;
  }

  /** Some of what the model wrote, from early to late, the latest among them. */
  public List<Sample> samples() {
    List<Sample> some = new ArrayList<>(samples);
    if (lastValidation != null && !lastValidation.samples().isEmpty()) {
      Sample latest = new Sample(lastValidation.step(), lastValidation.samples());
      if (!some.contains(latest)) {
        some.add(latest);
      }
    }
    return some;
  }

  /** Sums over all steps. */
  public Totals totals() {
    return totals;
  }

  /** Steps in one pass over the training data, 0 where unknown. */
  public long stepsPerEpoch() {
    return start == null ? 0 : start.facts().sizes().getOrDefault(RunFacts.STEPS_PER_EPOCH, 0L);
  }

  Series loss() {
    return loss;
  }

  Series gradientNorm() {
    return gradientNorm;
  }

  Series learningRate() {
    return learningRate;
  }

  /** By the metric's name. */
  Map<String, Series> validations() {
    return validations;
  }
}
