package dev.unroll.job.ml;

import dev.unroll.job.report.RunEnd;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import dev.unroll.job.report.ValidationReport;
import dev.unroll.job.train.TrainingRun;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a training went.
 *
 * @param lossByEpoch mean loss of the steps of each epoch, before their updates, in nats per symbol
 *     (per label, per value)
 * @param validations metrics by name, in the order of the passes; empty without validation rows
 * @param bestStep the step whose parameters were kept
 * @param bestMetrics of the validation that chose it, empty without validation rows
 * @param steps steps taken
 * @param seconds wall time, reading of the rows included
 * @param reason why it ended
 * @param runDir the directory of the run; "" where it was a temporary one
 */
public record SequenceTrainingSummary(
    List<Double> lossByEpoch,
    List<Validation> validations,
    long bestStep,
    Map<String, Double> bestMetrics,
    long steps,
    double seconds,
    RunEnd.Reason reason,
    String runDir)
    implements Serializable {

  public SequenceTrainingSummary {
    lossByEpoch = List.copyOf(lossByEpoch);
    validations = List.copyOf(validations);
    bestMetrics = Collections.unmodifiableMap(new LinkedHashMap<>(bestMetrics));
  }

  /**
   * One pass over the validation rows.
   *
   * @param step the last step before it
   * @param epoch the epoch of that step, from 1
   * @param metrics name to value, for example {@code loss}, {@code accuracy}, {@code f1}
   */
  public record Validation(long step, int epoch, Map<String, Double> metrics)
      implements Serializable {}

  /** Listens to a run for its summary. */
  static final class Listener implements TrainingListener {
    private final long began = System.nanoTime();
    private final List<Double> losses = new ArrayList<>();
    private final List<Integer> stepsOfEpochs = new ArrayList<>();
    private final List<Validation> validations = new ArrayList<>();
    private RunEnd end;

    @Override
    public void onStep(StepReport step) {
      if (step.epoch() > losses.size()) {
        losses.add(0.0);
        stepsOfEpochs.add(0);
      }
      int last = losses.size() - 1;
      losses.set(last, losses.get(last) + step.loss());
      stepsOfEpochs.set(last, stepsOfEpochs.get(last) + 1);
    }

    @Override
    public void onValidation(ValidationReport validation) {
      validations.add(new Validation(validation.step(), validation.epoch(), validation.metrics()));
    }

    @Override
    public void onEnd(RunEnd runEnd) {
      end = runEnd;
    }

    SequenceTrainingSummary summary(TrainingRun.Result result, String runDir) {
      List<Double> means = new ArrayList<>();
      for (int e = 0; e < losses.size(); e++) {
        means.add(losses.get(e) / stepsOfEpochs.get(e));
      }
      return new SequenceTrainingSummary(
          means,
          validations,
          result.step(),
          result.metrics(),
          end.step(),
          (System.nanoTime() - began) / 1e9,
          end.reason(),
          runDir);
    }
  }
}
