package dev.unroll.job.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of one run: written whole, found again, thinned out. */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final String PARAMETERS = "parameters";

  private final RunDirectory run;
  private final int keep;

  /**
   * The parameters to keep.
   *
   * @param step the step after which they were measured, or the last one
   * @param metrics of the validation, empty without one
   */
  record Best(long step, float[] parameters, Map<String, Double> metrics) {}

  Checkpoints(RunDirectory run, int keep) {
    this.run = run;
    this.keep = keep;
  }

  /** Writes the state, then deletes what is no longer needed. */
  void write(TrainingState state) throws IOException {
    state.toCheckpoint().write(run.fileSystem(), run.checkpoint(state.step));
    // A later step's file is torn: the run was resumed before it.
    List<Long> steps = run.steps("step").stream().filter(step -> step <= state.step).toList();
    for (long old : steps.subList(0, Math.max(0, steps.size() - keep))) {
      run.fileSystem().delete(run.checkpoint(old), false);
    }
    deleteBest(state);
  }

  /** Writes parameters that brought the best validation so far, and its metrics. */
  void writeBest(long step, float[] parameters, Map<String, Double> metrics) throws IOException {
    ObjectNode header = new ObjectMapper().createObjectNode().put("step", step);
    ObjectNode values = header.putObject("metrics");
    metrics.forEach(values::put);
    new Checkpoint(header, Map.of(PARAMETERS, parameters)).write(run.fileSystem(), run.best(step));
  }

  /** Reads what {@link #writeBest} wrote. */
  Best readBest(long step) throws IOException {
    Checkpoint best = Checkpoint.read(run.fileSystem(), run.best(step));
    Map<String, Double> metrics = new LinkedHashMap<>();
    best.header()
        .path("metrics")
        .fields()
        .forEachRemaining(field -> metrics.put(field.getKey(), field.getValue().asDouble()));
    return new Best(step, best.arrays().get(PARAMETERS), metrics);
  }

  /** Deletes best parameters that neither the state nor a kept checkpoint refers to. */
  private void deleteBest(TrainingState state) throws IOException {
    TreeSet<Long> needed = new TreeSet<>(List.of(state.bestStep));
    for (long step : run.steps("step")) {
      try {
        ObjectNode kept = Checkpoint.readHeader(run.fileSystem(), run.checkpoint(step));
        needed.add(kept.path("best-step").asLong());
      } catch (Checkpoint.TornException e) {
        LOG.debug("checkpoint {} refers to nothing: {}", run.checkpoint(step), e.getMessage());
      }
    }
    for (long step : run.steps("best")) {
      if (!needed.contains(step)) {
        run.fileSystem().delete(run.best(step), false);
      }
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
