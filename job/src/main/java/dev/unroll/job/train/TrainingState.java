package dev.unroll.job.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.train.Optimizer;
import dev.unroll.train.ScheduleState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a step leaves to the next one, and what a checkpoint holds. Belongs to the
 * training thread.
 */
final class TrainingState {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPTIMIZER = "optimizer.";
  private static final String STREAM = "stream.";

  /** Steps done. */
  long step;

  /** The model's parameters. */
  final float[] parameters;

  /** Moments and counters of the optimizer. */
  final Optimizer optimizer;

  /** What the schedule remembers of validations. */
  ScheduleState schedule = ScheduleState.INITIAL;

  /** State of each shard's streams; null entries at the start of an epoch. */
  final float[][] streams;

  /** Step of the best validation, 0 before the first. */
  long bestStep;

  /** Its value, the lower the better. */
  double bestValue = Double.POSITIVE_INFINITY;

  /** Validations since the best one. */
  int validationsSinceBest;

  TrainingState(float[] parameters, Optimizer optimizer, int shards) {
    this.parameters = parameters;
    this.optimizer = optimizer;
    this.streams = new float[shards][];
  }

  Checkpoint toCheckpoint() {
    ObjectNode header = JSON.createObjectNode();
    header.put("step", step).put("optimizer-steps", optimizer.steps());
    header
        .put("schedule-best", bits(schedule.best()))
        .put("schedule-failures", schedule.failures());
    header.put("schedule-reductions", schedule.reductions());
    header.put("best-step", bestStep).put("best-value", bits(bestValue));
    header.put("validations-since-best", validationsSinceBest);
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put("parameters", parameters);
    optimizer.state().forEach((name, array) -> arrays.put(OPTIMIZER + name, array));
    for (int shard = 0; shard < streams.length; shard++) {
      if (streams[shard] != null) {
        arrays.put(STREAM + shard, streams[shard]);
      }
    }
    return new Checkpoint(header, arrays);
  }

  /**
   * Takes over what {@link #toCheckpoint} gave.
   *
   * @throws IllegalArgumentException if the arrays are not those of this model
   */
  void restore(Checkpoint checkpoint) {
    ObjectNode header = checkpoint.header();
    float[] saved = checkpoint.arrays().get("parameters");
    if (saved == null || saved.length != parameters.length) {
      throw new IllegalArgumentException(
          "parameters must have %d floats, got %s"
              .formatted(parameters.length, saved == null ? "none" : saved.length));
    }
    System.arraycopy(saved, 0, parameters, 0, saved.length);
    Map<String, float[]> optimizerState = new LinkedHashMap<>();
    checkpoint
        .arrays()
        .forEach(
            (name, array) -> {
              if (name.startsWith(OPTIMIZER)) {
                optimizerState.put(name.substring(OPTIMIZER.length()), array);
              }
            });
    optimizer.restore(header.path("optimizer-steps").asLong(), optimizerState);
    for (int shard = 0; shard < streams.length; shard++) {
      streams[shard] = checkpoint.arrays().get(STREAM + shard);
    }
    step = header.path("step").asLong();
    schedule =
        new ScheduleState(
            number(header, "schedule-best"),
            header.path("schedule-failures").asInt(),
            header.path("schedule-reductions").asInt());
    bestStep = header.path("best-step").asLong();
    bestValue = number(header, "best-value");
    validationsSinceBest = header.path("validations-since-best").asInt();
  }

  /** Doubles travel as their bits: JSON knows no infinity. */
  private static long bits(double value) {
    return Double.doubleToLongBits(value);
  }

  private static double number(ObjectNode header, String name) {
    return Double.longBitsToDouble(header.path(name).asLong());
  }
}
