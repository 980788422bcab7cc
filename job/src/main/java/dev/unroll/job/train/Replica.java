package dev.unroll.job.train;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;

/**
 * One process's copy of the parameters and its engine, shared by the process's tasks. In {@code
 * local[N]} it is the driver's engine and array themselves.
 */
final class Replica {
  private static final Map<String, Replica> REPLICAS = new ConcurrentHashMap<>();
  private static final long SHORTEST_WAIT_NANOS = 50_000;
  private static final long LONGEST_WAIT_NANOS = 1_000_000;

  private final String run;
  private final ShardEngine engine;
  private final boolean local;
  private float[] parameters;
  private long step = -1;

  private Replica(String run, ShardEngine engine, boolean local) {
    this.run = run;
    this.engine = engine;
    this.local = local;
  }

  /** Makes the engine of the driver the one that tasks in the driver's process use. */
  static void shareDriver(String run, ShardEngine engine) {
    REPLICAS.put(run, new Replica(run, engine, true));
  }

  /** Forgets a run; its tasks are over. */
  static void forget(String run) {
    REPLICAS.remove(run);
  }

  /** The replica of this process; another run's makes way for it. */
  static Replica of(String run, ShardProgram program) {
    return REPLICAS.computeIfAbsent(
        run,
        name -> {
          if (!SparkEnv.get().executorId().equals("driver")) {
            REPLICAS.clear();
          }
          return new Replica(name, new ShardEngine(program), false);
        });
  }

  /** Does all steps of a round for one group of shards. */
  void work(int group, int from, int to, int shards) throws IOException {
    long wait = SHORTEST_WAIT_NANOS;
    while (true) {
      RpcMessage.Answer answer = UnrollPlugin.ask(new RpcMessage.NextStep(run, group));
      if (answer instanceof RpcMessage.End) {
        return;
      }
      if (answer instanceof RpcMessage.Work work) {
        wait = SHORTEST_WAIT_NANOS;
        if (!compute(work, group, from, to, shards)) {
          return;
        }
      } else {
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("the task was killed");
        }
        LockSupport.parkNanos(wait);
        wait = Math.min(LONGEST_WAIT_NANOS, 2 * wait);
      }
    }
  }

  /** Returns whether the round goes on. */
  private boolean compute(RpcMessage.Work work, int group, int from, int to, int shards)
      throws IOException {
    float[] now = parameters(work.position().step());
    if (now == null) {
      return true; // the step was over before the parameters were asked for
    }
    float[][] states = new float[shards][];
    System.arraycopy(work.states(), 0, states, from, to - from);
    Partial sum = engine.sum(from, to, work.position(), now, states);
    float[][] after = new float[to - from][];
    System.arraycopy(states, from, after, 0, to - from);
    boolean asBytes = !local && sum.gradients() != null;
    RpcMessage.Answer answer =
        UnrollPlugin.ask(
            new RpcMessage.GroupDone(
                run,
                work.position().step(),
                group,
                sum.loss(),
                sum.symbols(),
                asBytes ? null : sum.gradients(),
                asBytes ? FloatBytes.of(sum.gradients()) : null,
                after));
    if (!local) {
      engine.release(sum.gradients());
    }
    return !(answer instanceof RpcMessage.End);
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
