package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.io.Serializable;
import java.util.List;

/**
 * What executors and driver say to each other during a round. In {@code local[N]} the very objects
 * are handed over; between processes floats travel as bytes, in pieces: a piece is copied, sent and
 * read while the one before and the one after are on their way, and stays in the caches of the CPU.
 */
sealed interface RpcMessage extends Serializable {

  /** Floats in a piece; with its headers it stays below 256 KiB, where buffers double. */
  int PIECE = 63 * 1024;

  /** The run that a message belongs to. */
  String run();

  /**
   * A process to the driver: is there another step?
   *
   * @param shards of all tasks of the process
   * @param done the step that the process has done in this round, -1 for none
   * @param have the step whose parameters the process holds, -1 for none
   */
  record NextStep(String run, int round, String executor, Shards shards, long done, long have)
      implements RpcMessage {}

  /**
   * A process to the driver: a piece of the parameters of a step.
   *
   * @param everything whether the pieces are those of all parameters, or of what changed since the
   *     step before
   * @param at number of the first float wanted, in the order of {@link Ranges}
   */
  record WantPiece(String run, String executor, long step, boolean everything, int at)
      implements RpcMessage {}

  /**
   * A process to the driver, without waiting for an answer: a piece of the gradients over a node.
   *
   * @param rows the touched rows of the whole, see {@link Ranges#rows}, with the first piece; else
   *     null
   * @param at number of the first float of the piece
   */
  record GradientPiece(
      String run,
      int round,
      String executor,
      long step,
      Shards node,
      int[][] rows,
      int at,
      byte[] bytes)
      implements RpcMessage {}

  /**
   * A process to the driver: the sum over a node is complete.
   *
   * @param gradients those of the sum in the driver's own process; else null
   * @param floats number of floats sent in pieces; 0 if there were none
   * @param states of the node's shards after the step
   * @param tasks of the node
   */
  record SumDone(
      String run,
      int round,
      String executor,
      long step,
      Shards node,
      LossSum loss,
      long symbols,
      Gradients gradients,
      int floats,
      float[][] states,
      List<TaskReport> tasks)
      implements RpcMessage {}

  /** What the driver answers. */
  sealed interface Answer extends Serializable {}

  /**
   * Nothing to do now.
   *
   * @param nanos how long to wait before asking again, in nanoseconds
   */
  record Wait(long nanos) implements Answer {}

  /** The round is over. */
  record End() implements Answer {}

  /**
   * A step to do.
   *
   * @param states those of the shards of the process
   * @param parameters in the driver's own process, else null
   * @param rows of what changed since the step before, see {@link Ranges#rows}; null if the process
   *     needs all parameters
   * @param first the first piece of the parameters; null if the process has those of the step
   */
  record Work(
      StepPosition position, float[][] states, float[] parameters, int[][] rows, byte[] first)
      implements Answer {}

  /** A piece of the parameters. */
  record Piece(byte[] bytes) implements Answer {}

  /**
   * An answer to another process in Java's own classes: on an executor, Spark reads messages
   * without the application's jars.
   */
  static Object[] toWire(Answer answer) {
    if (answer instanceof Work work) {
      StepPosition at = work.position();
      return new Object[] {
        "work", at.step(), at.epoch(), at.stepInEpoch(), work.states(), work.rows(), work.first()
      };
    }
    if (answer instanceof Piece piece) {
      return new Object[] {"piece", piece.bytes()};
    }
    return answer instanceof Wait wait ? new Object[] {"wait", wait.nanos()} : new Object[] {"end"};
  }

  /** The answer that {@link #toWire} was given. */
  static Answer fromWire(Object[] wire) {
    return switch ((String) wire[0]) {
      case "work" ->
          new Work(
              new StepPosition((long) wire[1], (long) wire[2], (long) wire[3]),
              (float[][]) wire[4],
              null,
              (int[][]) wire[5],
              (byte[]) wire[6]);
      case "piece" -> new Piece((byte[]) wire[1]);
      case "wait" -> new Wait((long) wire[1]);
      case "end" -> new End();
      default -> throw new IllegalArgumentException("unknown answer " + wire[0]);
    };
  }
}
