package dev.unroll.job.corpus;

/**
 * A corpus as single examples. Its n examples stand in the order of a hash of seed and content; the
 * rank in this order is the example's id, and shard s holds the examples with id ≡ s (mod S).
 *
 * @param directory folder of the shard files
 * @param shards number of shards, S
 * @param symbols symbols in all examples
 * @param examples number of examples, n
 * @param batchSize examples of a global batch, B
 * @param blockSize examples of a record
 * @param seed key of the shuffles
 */
public record ExampleShards(
    String directory,
    int shards,
    long symbols,
    long examples,
    int batchSize,
    int blockSize,
    long seed)
    implements ShardSet {

  public ExampleShards {
    if (shards < 1 || shards > batchSize) {
      throw new IllegalArgumentException(
          "shards must be in [1, batch-size = " + batchSize + "], got " + shards);
    }
  }

  /** Examples in a shard. */
  public long examples(int shard) {
    return Math.max(0, Division.ceil(examples - shard, shards));
  }

  /** Most examples that a shard adds to a batch; the sum over the shards is the batch size. */
  public int sliceSize(int shard) {
    return Division.boundary(shard + 1, shards, batchSize)
        - Division.boundary(shard, shards, batchSize);
  }

  /** As many steps as the shard needs that is done last; the others then add empty slices. */
  @Override
  public long stepsPerEpoch() {
    long steps = 0;
    for (int shard = 0; shard < shards; shard++) {
      steps = Math.max(steps, Division.ceil(examples(shard), sliceSize(shard)));
    }
    return steps;
  }

  /** Number of records of a shard. */
  int blocks(int shard) {
    return Math.toIntExact(Division.ceil(examples(shard), blockSize));
  }

  /** Examples in a record of a shard. */
  int blockSize(int shard, int block) {
    return (int) Math.min(blockSize, examples(shard) - (long) block * blockSize);
  }
}
