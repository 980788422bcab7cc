package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.io.Serializable;

/**
 * What tasks and driver say to each other during a round. In {@code local[N]} the very objects are
 * handed over; between processes floats travel as bytes.
 */
sealed interface RpcMessage extends Serializable {

  /** The run that a message belongs to. */
  String run();

  /** Task to driver: is there a step that group {@code group} has not done yet? */
  record NextStep(String run, int round, int group) implements RpcMessage {}

  /**
   * Task to driver: the parameters of a step.
   *
   * @param have the step whose parameters the process holds, -1 for none
   */
  record WantParameters(String run, long step, long have) implements RpcMessage {}

  /**
   * Task to driver: the sum over a group.
   *
   * @param gradients those of the sum in the driver's own process, else null
   * @param gradientBytes those of the sum in another process, else null; both are null where the
   *     group had no data
   * @param states of the group's shards after the step
   * @param time what the task has spent on it
   */
  record GroupDone(
      String run,
      int round,
      long step,
      int group,
      LossSum loss,
      long symbols,
      Gradients gradients,
      byte[] gradientBytes,
      float[][] states,
      TaskTime time)
      implements RpcMessage {}

  /** What the driver answers. */
  sealed interface Answer extends Serializable {}

  /** Nothing to do yet: ask again. */
  record Wait() implements Answer {}

  /** The round is over. */
  record End() implements Answer {}

  /**
   * A step to do.
   *
   * @param states those of the shards of the group
   */
  record Work(StepPosition position, float[][] states) implements Answer {}

  /**
   * Parameters.
   *
   * @param floats in the driver's own process, else null
   * @param bytes in another process, else null
   * @param changesOnly whether the bytes hold what changed since the step before, see {@link
   *     FloatBytes#of(float[], Gradients)}, or everything
   */
  record Parameters(float[] floats, byte[] bytes, boolean changesOnly) implements Answer {}

  /**
   * An answer to another process in Java's own classes: on an executor, Spark reads messages
   * without the application's jars.
   */
  static Object[] toWire(Answer answer) {
    if (answer instanceof Work work) {
      StepPosition at = work.position();
      return new Object[] {"work", at.step(), at.epoch(), at.stepInEpoch(), work.states()};
    }
    if (answer instanceof Parameters parameters) {
      return new Object[] {"parameters", parameters.bytes(), parameters.changesOnly()};
    }
    return new Object[] {answer instanceof End ? "end" : "wait"};
  }

  /** The answer that {@link #toWire} was given. */
  static Answer fromWire(Object[] wire) {
    return switch ((String) wire[0]) {
      case "work" ->
          new Work(
              new StepPosition((long) wire[1], (long) wire[2], (long) wire[3]),
              (float[][]) wire[4]);
      case "parameters" -> new Parameters(null, (byte[]) wire[1], (boolean) wire[2]);
      case "end" -> new End();
      case "wait" -> new Wait();
      default -> throw new IllegalArgumentException("unknown answer " + wire[0]);
    };
  }
}
