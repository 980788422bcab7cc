package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.RowSet;
import dev.unroll.parameter.Slice;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A step that the driver waits for: what goes out, and what has come in so far. {@link RpcExchange}
 * guards it.
 */
final class OpenStep {
  private final ShardEngine engine;
  private final StepPosition position;
  private final float[] parameters;
  private final float[][] states;
  private final int[][] changedRows;
  private final Ranges changed;
  private final Ranges everything;
  private final long began = System.nanoTime();

  private final float[][] after;
  private final Map<Shards, Incoming> incoming = new HashMap<>();
  private final Queue<TreeSum.Sum> sums = new ArrayDeque<>();
  private final List<SlowTasks.Seen> seen = new ArrayList<>();

  /** Gradients of which some pieces are here. */
  private static final class Incoming {
    final Gradients gradients;
    final Ranges ranges;
    int floats;

    Incoming(Gradients gradients, int[][] rows) {
      this.gradients = gradients;
      ParameterLayout layout = gradients.layout();
      int next = 0;
      for (Slice slice : layout.slices()) {
        if (slice.sparseRows() > 0) {
          RowSet touched = gradients.touched(slice);
          for (int row : rows[next]) {
            touched.add(row);
          }
          next++;
        }
      }
      this.ranges = Ranges.of(layout, rows);
    }
  }

  /**
   * A step of which nothing has come in.
   *
   * @param parameters not written by anybody as long as the step is open
   * @param states (S) those before the step
   * @param changedRows what changed since the step before, see {@link Ranges#rows}; null if that is
   *     not known
   */
  OpenStep(
      ShardEngine engine,
      StepPosition position,
      float[] parameters,
      float[][] states,
      int[][] changedRows) {
    this.engine = engine;
    this.position = position;
    this.parameters = parameters;
    this.states = states;
    this.after = states.clone();
    this.changedRows = changedRows;
    ParameterLayout layout = engine.network().layout();
    this.everything = Ranges.of(layout, null);
    this.changed = changedRows == null ? null : Ranges.of(layout, changedRows);
  }

  long step() {
    return position.step();
  }

  /** What a process has to do, with the first piece of the parameters that it lacks. */
  RpcMessage.Work work(Shards shards, long have, boolean inThisProcess) {
    float[][] own = Arrays.copyOfRange(states, shards.from(), shards.to());
    if (inThisProcess) {
      return new RpcMessage.Work(position, own, parameters, null, null);
    }
    if (have == step()) {
      return new RpcMessage.Work(position, own, null, null, null);
    }
    boolean follows = changed != null && have == step() - 1;
    return new RpcMessage.Work(
        position, own, null, follows ? changedRows : null, piece(!follows, 0));
  }

  /** A piece of the parameters. */
  byte[] piece(boolean all, int at) {
    Ranges ranges = all ? everything : changed;
    byte[] bytes = new byte[4 * Math.min(RpcMessage.PIECE, ranges.size() - at)];
    ranges.copyOut(parameters, at, FloatBytes.buffer(bytes).asFloatBuffer());
    return bytes;
  }

  /** Takes in a piece of gradients. */
  void add(RpcMessage.GradientPiece piece) {
    if (piece.rows() != null) {
      incoming.put(piece.node(), new Incoming(engine.acquireToFill(), piece.rows()));
    }
    Incoming whole = incoming.get(piece.node());
    if (whole != null) {
      FloatBuffer floats = FloatBytes.buffer(piece.bytes()).asFloatBuffer();
      whole.floats += floats.remaining();
      whole.ranges.copyIn(floats, piece.at(), whole.gradients.values());
    }
  }

  /**
   * Takes in what closes the sum over a node.
   *
   * @throws IllegalStateException if pieces of it are missing
   */
  void add(RpcMessage.SumDone sum) {
    Incoming pieces = incoming.remove(sum.node());
    int floats = pieces == null ? 0 : pieces.floats;
    if (floats != sum.floats()) {
      throw new IllegalStateException(
          "of the gradients of %s %d floats must come, got %d"
              .formatted(sum.node(), sum.floats(), floats));
    }
    Gradients gradients = pieces == null ? sum.gradients() : pieces.gradients;
    sums.add(
        new TreeSum.Sum(
            sum.node(), new Partial(sum.loss(), sum.symbols(), gradients, sum.tasks())));
    System.arraycopy(sum.states(), 0, after, sum.node().from(), sum.node().size());
    // What the driver waited and the task did not compute is the way to its process and back.
    long waited = System.nanoTime() - began;
    long longest =
        sum.tasks().stream().mapToLong(task -> task.time().computing()).max().orElse(waited);
    for (TaskReport task : sum.tasks()) {
      seen.add(new SlowTasks.Seen(task, waited - longest + task.time().computing()));
    }
  }

  /** The next sum that has come in; null if there is none now. */
  TreeSum.Sum poll() {
    return sums.poll();
  }

  /** Replaces the states by those after the step. */
  void replaceStates() {
    System.arraycopy(after, 0, states, 0, states.length);
  }

  /** The tasks whose results are here. */
  List<SlowTasks.Seen> seen() {
    return seen;
  }

  long nanos() {
    return System.nanoTime() - began;
  }
}
