package dev.unroll.job.train;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.CellKind;
import dev.unroll.network.Dropout;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Programs of random symbols, without a corpus. */
final class Programs {
  private static final int VOCABULARY = 9;

  /** How many batches the sources of {@link #failing} refuse before they give the first one. */
  static final AtomicInteger FAILURES = new AtomicInteger();

  private Programs() {}

  static ShardProgram tiny(int shards) {
    return program(shards, new RandomSource(false));
  }

  /** A program that fails {@link #FAILURES} times, in the middle of a step. */
  static ShardProgram failing(int shards) {
    return program(shards, new RandomSource(true));
  }

  private static ShardProgram program(int shards, BatchSource source) {
    NetworkConfig network =
        new NetworkConfig(
            CellKind.LSTM,
            1,
            4,
            false,
            VOCABULARY,
            3,
            0,
            false,
            NetworkConfig.Pooling.NONE,
            java.util.List.of(),
            NetworkConfig.HeadActivation.TANH,
            NetworkConfig.OutputKind.SOFTMAX,
            VOCABULARY,
            false,
            null);
    return new ShardProgram(
        () -> new SequenceNetwork(network), source, shards, 3, Dropout.NONE, null, true);
  }

  private record RandomSource(boolean fails) implements BatchSource {

    @Override
    public Feed open(int shard) {
      return new RandomFeed(shard, fails);
    }
  }

  private record RandomFeed(int shard, boolean fails) implements BatchSource.Feed {

    @Override
    public Batch batch(StepPosition position) throws IOException {
      if (fails && position.step() == 2 && FAILURES.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        throw new IOException("a disk failed");
      }
      Packing packing = Packing.uniform(2, 5);
      SplittableRandom random = new SplittableRandom(1000 * position.step() + shard);
      int[] tokens = random.ints(packing.columns(), 0, VOCABULARY).toArray();
      int[] targets = random.ints(packing.columns(), 0, VOCABULARY).toArray();
      long[] ids = {2L * shard, 2L * shard + 1};
      return SequenceBatch.ofTokens(packing, ids, tokens, new Target.Ids(targets));
    }

    @Override
    public void close() {}
  }
}
