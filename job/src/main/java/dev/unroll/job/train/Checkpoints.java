package dev.unroll.job.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.job.config.CheckpointFailure;
import dev.unroll.job.config.TrainConfig;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run: written whole, found again, thinned out.
 *
 * <p>A store that refuses a write takes nothing away: older files are deleted behind a checkpoint
 * that is whole, and the best parameters stay in memory until they are written. Whether training
 * goes on is {@code train.on-checkpoint-failure}'s to say.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final String PARAMETERS = "parameters";

  private final RunDirectory run;
  private final int keep;
  private final CheckpointFailure onFailure;

  /** Step of the newest checkpoint that is known to be whole, 0 for none. */
  private long newest;

  /** The steps of the best parameters that checkpoints, by their own steps, refer to. */
  private final Map<Long, Long> bestSteps = new HashMap<>();

  /** The best parameters as long as the store has not taken them, else null. */
  private Best unsaved;

  /**
   * The parameters to keep.
   *
   * @param step the step after which they were measured, or the last one
   * @param metrics of the validation, empty without one
   */
  record Best(long step, float[] parameters, Map<String, Double> metrics) {}

  Checkpoints(RunDirectory run, TrainConfig train) {
    this.run = run;
    this.keep = train.keepCheckpoints();
    this.onFailure = train.onCheckpointFailure();
  }

  /** Step of the newest checkpoint that was written or restored, 0 for none. */
  long newest() {
    return newest;
  }

  /**
   * Writes the state, then deletes what is no longer needed.
   *
   * @return whether the checkpoint is whole
   * @throws IOException if it is not, and that is to end the run
   */
  boolean write(TrainingState state) throws IOException {
    if (unsaved != null && !writeBest(unsaved)) {
      return false; // the state refers to them
    }
    boolean whole = tryToWrite(state.toCheckpoint(), run.checkpoint(state.step));
    if (whole) {
      newest = state.step;
      bestSteps.put(state.step, state.bestStep);
      thinOut(state);
    }
    return whole;
  }

  /**
   * Writes parameters that brought the best validation so far, and its metrics.
   *
   * @throws IOException if that fails, and is to end the run
   */
  void writeBest(long step, float[] parameters, Map<String, Double> metrics) throws IOException {
    unsaved = null; // they are the best no more
    if (!writeBest(new Best(step, parameters, metrics))) {
      unsaved = new Best(step, parameters.clone(), metrics);
    }
  }

  private boolean writeBest(Best best) throws IOException {
    ObjectNode header = new ObjectMapper().createObjectNode().put("step", best.step());
    ObjectNode values = header.putObject("metrics");
    best.metrics().forEach(values::put);
    boolean whole =
        tryToWrite(
            new Checkpoint(header, Map.of(PARAMETERS, best.parameters())), run.best(best.step()));
    if (whole) {
      unsaved = null;
    }
    return whole;
  }

  private boolean tryToWrite(Checkpoint checkpoint, Path file) throws IOException {
    try {
      checkpoint.write(run.fileSystem(), file);
      return true;
    } catch (IOException e) {
      String message =
          "%s could not be written, %s: %s"
              .formatted(
                  file,
                  newest == 0
                      ? "there is no whole checkpoint yet"
                      : "the newest whole checkpoint is that of step " + newest,
                  e.getMessage());
      deleteTorn(file);
      if (onFailure == CheckpointFailure.STOP) {
        throw new IOException(message, e);
      }
      LOG.warn("{}; training goes on", message);
      return false;
    }
  }

  /** What is left of it would be passed over, but may take the room that the next one needs. */
  private void deleteTorn(Path file) {
    try {
      run.fileSystem().delete(file, false);
    } catch (IOException e) {
      LOG.debug("what is left of {} stays", file, e);
    }
  }

  /** The best parameters, which stand in the state's {@code bestStep}. */
  Best best(TrainingState state) throws IOException {
    return unsaved != null ? unsaved : readBest(state.bestStep);
  }

  private Best readBest(long step) throws IOException {
    Checkpoint best = Checkpoint.read(run.fileSystem(), run.best(step));
    Map<String, Double> metrics = new LinkedHashMap<>();
    best.header()
        .path("metrics")
        .fields()
        .forEachRemaining(field -> metrics.put(field.getKey(), field.getValue().asDouble()));
    return new Best(step, best.arrays().get(PARAMETERS), metrics);
  }

  private void thinOut(TrainingState state) {
    try {
      List<Long> steps = run.steps("step");
      // A later step's file is torn: the run was resumed before it.
      List<Long> earlier = steps.stream().filter(step -> step <= state.step).toList();
      List<Long> old = earlier.subList(0, Math.max(0, earlier.size() - keep));
      for (long step : old) {
        run.fileSystem().delete(run.checkpoint(step), false);
      }
      deleteBest(state, steps.stream().filter(step -> !old.contains(step)).toList());
    } catch (IOException e) {
      LOG.warn("old checkpoints could not be deleted: {}", e.toString());
    }
  }

  /** Deletes best parameters that neither the state nor a kept checkpoint refers to. */
  private void deleteBest(TrainingState state, List<Long> kept) throws IOException {
    TreeSet<Long> needed = new TreeSet<>(List.of(state.bestStep));
    bestSteps.keySet().retainAll(kept);
    for (long step : kept) {
      if (!bestSteps.containsKey(step)) {
        bestSteps.put(step, readBestStep(step));
      }
      needed.add(bestSteps.get(step));
    }
    for (long step : run.steps("best")) {
      if (!needed.contains(step)) {
        run.fileSystem().delete(run.best(step), false);
      }
    }
  }

  /** What a checkpoint of an earlier start refers to; 0, no step at all, if it is torn. */
  private long readBestStep(long step) throws IOException {
    try {
      return Checkpoint.readHeader(run.fileSystem(), run.checkpoint(step))
          .path("best-step")
          .asLong();
    } catch (Checkpoint.TornException e) {
      LOG.debug("checkpoint {} refers to nothing: {}", run.checkpoint(step), e.getMessage());
      return 0;
    }
  }

  /**
   * Restores the newest whole checkpoint; names torn ones and passes over them. Without any, the
   * state stays as it is: the run was stopped before its first checkpoint.
   *
   * @throws IOException if there may be a whole checkpoint, but the store does not give it out
   */
  void restoreNewest(TrainingState state) throws IOException {
    List<Long> steps = run.steps("step");
    IOException unread = null;
    for (int i = steps.size() - 1; i >= 0; i--) {
      Path file = run.checkpoint(steps.get(i));
      try {
        state.restore(Checkpoint.read(run.fileSystem(), file));
        newest = state.step;
        return;
      } catch (Checkpoint.TornException e) {
        LOG.warn("passing over checkpoint {}: {}", file, e.getMessage());
      } catch (IOException e) {
        LOG.warn("passing over checkpoint {}, which cannot be read: {}", file, e.toString());
        unread = e;
      }
    }
    if (unread != null) {
      throw unread;
    }
    LOG.warn("{} holds no whole checkpoint: the run begins anew", run.checkpoints());
  }
}
