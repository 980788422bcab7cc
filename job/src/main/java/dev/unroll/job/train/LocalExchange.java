package dev.unroll.job.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    TreeSum sums = new TreeSum(engine, Shards.all(shards), Shards.all(shards));
    List<Future<Optional<TreeSum.Sum>>> groups = new ArrayList<>();
    for (int number = 0; number < ShardTree.groups(shards, groupSize); number++) {
      Shards group = ShardTree.group(number, groupSize, shards);
      groups.add(
          threads.submit(() -> sums.add(group, engine.sum(group, position, parameters, after))));
    }
    last =
        groups.stream()
            .flatMap(group -> Futures.get(group).stream())
            .map(TreeSum.Sum::partial)
            .reduce(Partial.NOTHING, (nothing, whole) -> whole);
    System.arraycopy(after, 0, states, 0, shards);
    return StepResult.of(last);
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
