package dev.unroll.job.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code none}: the groups of shards on threads of this process, without Spark. */
public final class LocalExchange implements Exchange {
  private final ShardEngine engine;
  private final int shards;
  private final int groupSize;
  private final ExecutorService threads;
  private Partial last = Partial.NOTHING;

  /** Runs the program on {@code threads} threads. */
  public LocalExchange(ShardProgram program, int threads) {
    this.engine = new ShardEngine(program);
    this.shards = program.shards();
    this.groupSize = ShardTree.groupSize(shards, threads);
    this.threads = Executors.newFixedThreadPool(threads);
  }

  @Override
  public StepResult step(StepPosition position, float[] parameters, float[][] states) {
    engine.release(last.gradients());
    float[][] after = states.clone();
    List<Future<Partial>> groups = new ArrayList<>();
    for (int from = 0; from < shards; from += groupSize) {
      int first = from;
      int end = Math.min(shards, from + groupSize);
      groups.add(threads.submit(() -> engine.sum(first, end, position, parameters, after)));
    }
    List<Partial> parts = new ArrayList<>();
    for (Future<Partial> group : groups) {
      parts.add(Futures.get(group));
    }
    last = GroupSums.add(engine, parts);
    System.arraycopy(after, 0, states, 0, shards);
    return StepResult.of(last, parts);
  }

  @Override
  public String name() {
    return "none";
  }

  @Override
  public void close() {
    threads.shutdownNow();
    engine.close();
  }
}
