package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * What a process holds of a run: the engine and, for {@code rpc}, one copy of the parameters, both
 * shared by the process's tasks. In {@code local[N]} they are the driver's own.
 *
 * <p>One task of a round leads: it asks the driver for steps and fetches parameters, once for the
 * process. All tasks compute; what they own together is added up here, and whoever completes a sum
 * sends it.
 *
 * <p>Executors are not told when a run ends. A replica that no task uses makes way when the process
 * meets another run; should its run go on, it is made again.
 */
final class Replica {
  private static final int MILLISECONDS_BETWEEN_LOOKS = 100;

  /** Pieces of parameters that are on their way at the same time. */
  private static final int FETCHERS = 2;

  /** The replicas of this process by run; guards itself and the users of each. */
  private static final Map<String, Replica> REPLICAS = new HashMap<>();

  private final String run;
  private final ShardEngine engine;
  private final boolean driversOwn;
  private final ExecutorService fetchers = Executors.newFixedThreadPool(FETCHERS, Replica::thread);
  private int users;

  // Guarded by this; the floats themselves are written by the leading task, between steps.
  private float[] parameters;
  private long have = -1;
  private Step current;
  private int endedRound;

  /**
   * A step in work.
   *
   * @param states (S) those of the process's shards
   * @param sums of the process's tasks
   */
  private record Step(
      int round, StepPosition position, float[] parameters, float[][] states, TreeSum sums) {}

  private Replica(String run, ShardEngine engine, boolean driversOwn) {
    this.run = run;
    this.engine = engine;
    this.driversOwn = driversOwn;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "unroll-fetch");
    thread.setDaemon(true);
    return thread;
  }

  /** Makes the engine of the driver the one that tasks in the driver's process use. */
  static void shareDriver(String run, ShardEngine engine) {
    synchronized (REPLICAS) {
      REPLICAS.put(run, new Replica(run, engine, true));
    }
  }

  /** Ends {@link #shareDriver}. */
  static void forget(String run) {
    synchronized (REPLICAS) {
      Replica replica = REPLICAS.remove(run);
      if (replica != null) {
        replica.fetchers.shutdownNow();
      }
    }
  }

  /** The replica of this process for a task, which must {@link #leave} it. */
  static Replica enter(String run, ShardProgram program) {
    synchronized (REPLICAS) {
      Replica replica = REPLICAS.get(run);
      if (replica == null) {
        removeUnused();
        replica = new Replica(run, new ShardEngine(program), false);
        REPLICAS.put(run, replica);
      }
      replica.users++;
      return replica;
    }
  }

  /** Ends {@link #enter}. */
  void leave() {
    synchronized (REPLICAS) {
      users--;
    }
  }

  private static void removeUnused() {
    REPLICAS
        .values()
        .removeIf(
            replica -> {
              boolean unused = replica.users == 0 && !replica.driversOwn;
              if (unused) {
                replica.engine.close();
                replica.fetchers.shutdownNow();
              }
              return unused;
            });
  }

  ShardEngine engine() {
    return engine;
  }

  /** Does all steps of a round for the shards of a task. */
  void work(int round, Placement placement, Shards all) throws IOException {
    if (placement.leads()) {
      try {
        lead(round, placement, all);
      } finally {
        end(round);
      }
    } else {
      follow(round, placement);
    }
  }

  // A task that was killed without an interrupt must go too: the next round needs its slot.

  private void lead(int round, Placement placement, Shards all) throws IOException {
    String executor = SparkEnv.get().executorId();
    long done = -1;
    while (!TaskContext.get().isInterrupted()) {
      RpcMessage.Answer answer =
          UnrollPlugin.ask(
              new RpcMessage.NextStep(run, round, executor, placement.process(), done, have()));
      if (answer instanceof RpcMessage.End) {
        return;
      }
      if (answer instanceof RpcMessage.Wait wait) {
        LockSupport.parkNanos(wait.nanos());
      } else if (receive((RpcMessage.Work) answer)) {
        Step step = begin(round, (RpcMessage.Work) answer, placement.process(), all);
        compute(step, placement.task());
        done = step.position().step();
      }
    }
  }

  private void follow(int round, Placement placement) throws IOException {
    Step step = next(round, -1);
    while (step != null) {
      compute(step, placement.task());
      step = next(round, step.position().step());
    }
  }

  /** The step after one that is done; null when there is none in this round. */
  private synchronized Step next(int round, long done) {
    while (endedRound < round && !TaskContext.get().isInterrupted()) {
      if (current != null && current.round() == round && current.position().step() > done) {
        return current;
      }
      try {
        wait(MILLISECONDS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private synchronized void end(int round) {
    endedRound = Math.max(endedRound, round);
    notifyAll();
  }

  private synchronized Step begin(int round, RpcMessage.Work work, Shards own, Shards all) {
    float[][] states = new float[all.size()][];
    System.arraycopy(work.states(), 0, states, own.from(), own.size());
    TreeSum sums = new TreeSum(engine, all, own);
    current = new Step(round, work.position(), parameters, states, sums);
    notifyAll();
    return current;
  }

  private void compute(Step step, Shards mine) throws IOException {
    Partial sum = engine.sum(mine, step.position(), step.parameters(), step.states());
    step.sums().add(mine, sum).ifPresent(whole -> send(step, whole.node(), whole.partial()));
  }

  // ---- gradients to the driver ------------------------------------------------------------------

  private void send(Step step, Shards node, Partial sum) {
    boolean inPieces = !driversOwn && sum.gradients() != null;
    int floats = inPieces ? sendPieces(step, node, sum.gradients()) : 0;
    UnrollPlugin.ask(
        new RpcMessage.SumDone(
            run,
            step.round(),
            SparkEnv.get().executorId(),
            step.position().step(),
            node,
            sum.loss(),
            sum.symbols(),
            inPieces ? null : sum.gradients(),
            floats,
            Arrays.copyOfRange(step.states(), node.from(), node.to()),
            sum.tasks()));
  }

  private int sendPieces(Step step, Shards node, Gradients gradients) {
    int[][] rows = Ranges.rows(gradients);
    Ranges ranges = Ranges.of(gradients.layout(), rows);
    for (int at = 0; at < ranges.size(); at += RpcMessage.PIECE) {
      byte[] bytes = new byte[4 * Math.min(RpcMessage.PIECE, ranges.size() - at)];
      ranges.copyOut(gradients.values(), at, FloatBytes.buffer(bytes).asFloatBuffer());
      UnrollPlugin.send(
          new RpcMessage.GradientPiece(
              run,
              step.round(),
              SparkEnv.get().executorId(),
              step.position().step(),
              node,
              at == 0 ? rows : null,
              at,
              bytes));
    }
    engine.release(gradients);
    return ranges.size();
  }

  // ---- parameters from the driver ---------------------------------------------------------------

  private synchronized long have() {
    return have;
  }

  /** Brings the parameters up to a step; false if it was over before they were all here. */
  private boolean receive(RpcMessage.Work work) {
    if (work.parameters() != null) {
      hold(work.parameters(), work.position().step());
      return true;
    }
    if (work.first() == null) {
      return true;
    }
    int size = engine.network().layout().size();
    float[] into = work.rows() == null && parameters == null ? new float[size] : parameters;
    hold(into, -1); // a torn copy is nobody's
    Ranges ranges = Ranges.of(engine.network().layout(), work.rows());
    ranges.copyIn(FloatBytes.buffer(work.first()).asFloatBuffer(), 0, into);
    AtomicInteger next = new AtomicInteger(RpcMessage.PIECE);
    List<Future<Boolean>> fetches =
        ranges.size() <= RpcMessage.PIECE
            ? List.of()
            : Stream.generate(() -> fetchers.submit(() -> fetch(work, ranges, into, next)))
                .limit(FETCHERS)
                .toList();
    boolean whole = true;
    for (Future<Boolean> fetch : fetches) {
      whole &= Futures.get(fetch);
    }
    if (whole) {
      hold(into, work.position().step());
    }
    return whole;
  }

  private synchronized void hold(float[] floats, long step) {
    parameters = floats;
    have = step;
  }

  /** Fetches pieces until there are no more; false if the step was over before. */
  private boolean fetch(RpcMessage.Work work, Ranges ranges, float[] into, AtomicInteger next) {
    long step = work.position().step();
    boolean everything = work.rows() == null;
    String executor = SparkEnv.get().executorId();
    for (int at = next.getAndAdd(RpcMessage.PIECE);
        at < ranges.size();
        at = next.getAndAdd(RpcMessage.PIECE)) {
      RpcMessage.Answer answer =
          UnrollPlugin.ask(new RpcMessage.WantPiece(run, executor, step, everything, at));
      if (!(answer instanceof RpcMessage.Piece piece)) {
        return false;
      }
      FloatBuffer floats = FloatBytes.buffer(piece.bytes()).asFloatBuffer();
      ranges.copyIn(floats, at, into);
    }
    return true;
  }
}
