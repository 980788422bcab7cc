package dev.unroll.job.train;

import java.io.Serializable;

/**
 * Where a training step stands in the run.
 *
 * @param step number of the step in the run, from 0
 * @param epoch number of the pass over the corpus, from 0
 * @param stepInEpoch number of the step in its epoch, from 0
 */
public record StepPosition(long step, long epoch, long stepInEpoch) implements Serializable {

  /** The position of a step when every epoch has {@code stepsPerEpoch} steps. */
  static StepPosition of(long step, long stepsPerEpoch) {
    return new StepPosition(step, step / stepsPerEpoch, step % stepsPerEpoch);
  }
}
