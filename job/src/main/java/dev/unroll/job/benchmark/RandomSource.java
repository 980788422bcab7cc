package dev.unroll.job.benchmark;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.job.train.BatchSource;
import dev.unroll.job.train.StepPosition;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Random symbols: for each shard one batch, the same at every step and in every process.
 *
 * @param workload sizes of the batch
 * @param shards number of shards
 */
record RandomSource(Workload workload, int shards) implements BatchSource {

  @Override
  public Feed open(int shard) {
    return new RandomFeed(batch(shard));
  }

  private SequenceBatch batch(int shard) {
    int start = workload.batchSize() * shard / shards;
    int end = workload.batchSize() * (shard + 1) / shards;
    Packing packing = Packing.uniform(end - start, workload.window());
    SplittableRandom random = new SplittableRandom(shard);
    int[] tokens = random.ints(packing.columns(), 0, workload.vocabularySize()).toArray();
    int[] targets = random.ints(packing.columns(), 0, workload.outputSize()).toArray();
    long[] ids = LongStream.range(start, end).toArray();
    return SequenceBatch.ofTokens(packing, ids, tokens, new Target.Ids(targets));
  }

  private record RandomFeed(SequenceBatch batch) implements Feed {

    @Override
    public Batch batch(StepPosition position) {
      return batch;
    }

    @Override
    public void close() {}
  }
}
