package dev.unroll.job.train;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;

/**
 * What a process holds of a run: the engine and, for {@code rpc}, one copy of the parameters, both
 * shared by the process's tasks. In {@code local[N]} they are the driver's own.
 *
 * <p>Executors are not told when a run ends. A replica that no task uses makes way when the process
 * meets another run; should its run go on, it is made again.
 */
final class Replica {
  private static final long SHORTEST_WAIT_NANOS = 50_000;
  private static final long LONGEST_WAIT_NANOS = 1_000_000;

  /** The replicas of this process by run; guards itself and the users of each. */
  private static final Map<String, Replica> REPLICAS = new HashMap<>();

  private final String run;
  private final ShardEngine engine;
  private final boolean driversOwn;
  private int users;

  // Guarded by this.
  private float[] parameters;
  private long step = -1;

  private Replica(String run, ShardEngine engine, boolean driversOwn) {
    this.run = run;
    this.engine = engine;
    this.driversOwn = driversOwn;
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
      REPLICAS.remove(run);
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
              }
              return unused;
            });
  }

  ShardEngine engine() {
    return engine;
  }

  /** Does all steps of a round for the shards [from, to), which are its group. */
  void work(int round, int group, int from, int to, int shards) throws IOException {
    long wait = SHORTEST_WAIT_NANOS;
    // A task that was killed without an interrupt must go too: the next round needs its slot.
    while (!TaskContext.get().isInterrupted()) {
      RpcMessage.Answer answer = UnrollPlugin.ask(new RpcMessage.NextStep(run, round, group));
      if (answer instanceof RpcMessage.End) {
        return;
      }
      if (answer instanceof RpcMessage.Work work) {
        wait = SHORTEST_WAIT_NANOS;
        compute(work, round, group, from, to, shards);
      } else {
        LockSupport.parkNanos(wait);
        wait = Math.min(LONGEST_WAIT_NANOS, 2 * wait);
      }
    }
  }

  private void compute(RpcMessage.Work work, int round, int group, int from, int to, int shards)
      throws IOException {
    float[] now = parameters(work.position().step());
    if (now == null) {
      return; // the step was over before the parameters were asked for
    }
    float[][] states = new float[shards][];
    System.arraycopy(work.states(), 0, states, from, to - from);
    Partial sum = engine.sum(from, to, work.position(), now, states);
    float[][] after = new float[to - from][];
    System.arraycopy(states, from, after, 0, to - from);
    boolean asBytes = !driversOwn && sum.gradients() != null;
    UnrollPlugin.ask(
        new RpcMessage.GroupDone(
            run,
            round,
            work.position().step(),
            group,
            sum.loss(),
            sum.symbols(),
            asBytes ? null : sum.gradients(),
            asBytes ? FloatBytes.of(sum.gradients()) : null,
            after,
            sum.time()));
    if (!driversOwn) {
      engine.release(sum.gradients());
    }
  }

  /** The parameters of a step, fetched by the first task that needs them; null if it is over. */
  private synchronized float[] parameters(long wanted) {
    if (step != wanted) {
      RpcMessage.Answer answer = UnrollPlugin.ask(new RpcMessage.WantParameters(run, wanted, step));
      if (!(answer instanceof RpcMessage.Parameters fresh)) {
        return null;
      }
      if (fresh.floats() != null) {
        parameters = fresh.floats();
      } else if (fresh.changesOnly()) {
        FloatBytes.read(fresh.bytes(), parameters, engine.network().layout());
      } else {
        parameters = FloatBytes.toFloats(fresh.bytes());
      }
      step = wanted;
    }
    return parameters;
  }
}
