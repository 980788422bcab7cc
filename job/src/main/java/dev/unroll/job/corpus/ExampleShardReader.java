package dev.unroll.job.corpus;

import dev.unroll.batch.Example;
import dev.unroll.linalg.CounterRandom;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One shard's slices of the global batches: a pure function of epoch and step. Holds one pool of
 * examples in memory, whatever the size of the corpus. For one thread.
 *
 * <p>Each epoch has an order of its own:
 *
 * <ol>
 *   <li>The records of the file are permuted; examples follow each other as in their records.
 *   <li>The examples of {@link #POOL_SLICES} slices make up a pool, which is shuffled, then sorted
 *       by length (equal lengths stay shuffled) and cut into slices: a slice holds examples of
 *       nearly the same length.
 *   <li>The slices of a pool are permuted, in all shards alike, so that the slices of one step have
 *       similar lengths and no shard waits for another.
 * </ol>
 */
public final class ExampleShardReader implements Closeable {
  private static final int POOL_SLICES = 64;
  private static final int BLOCK_ORDER = 1;
  private static final int POOL_ORDER = 2;
  private static final int SLICE_ORDER = 3;

  private final ExampleShards layout;
  private final int shard;
  private final ShardFile.Reader file;

  private long epoch = -1;
  private int[] blockOrder;
  private long poolNumber = -1;
  private List<List<Example>> pool;

  /**
   * Opens the file of a shard.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public ExampleShardReader(ExampleShards layout, int shard, Configuration hadoop)
      throws IOException {
    this.layout = layout;
    this.shard = shard;
    this.file = ShardFile.open(layout.file(shard), hadoop, layout.blocks(shard));
  }

  /**
   * The shard's slice of a step.
   *
   * @param epoch number of the pass over the corpus, from 0
   * @param step in [0, stepsPerEpoch)
   * @return at most {@code sliceSize(shard)} examples; none where the shard has run out
   */
  public List<Example> slice(long epoch, long step) throws IOException {
    if (step < 0 || step >= layout.stepsPerEpoch()) {
      throw new IllegalArgumentException(
          "step must be in [0, " + layout.stepsPerEpoch() + "), got " + step);
    }
    long number = step / POOL_SLICES;
    if (this.epoch != epoch) {
      this.epoch = epoch;
      blockOrder = permutation(layout.blocks(shard), key(BLOCK_ORDER, shard));
      poolNumber = -1;
    }
    if (poolNumber != number) {
      pool = slices(number);
      poolNumber = number;
    }
    return pool.get((int) (step % POOL_SLICES));
  }

  private List<List<Example>> slices(long number) throws IOException {
    int size = layout.sliceSize(shard);
    long poolSize = (long) POOL_SLICES * size;
    long first = number * poolSize;
    List<Example> read = read(first, Math.min(first + poolSize, layout.examples(shard)));
    List<Example> examples = new ArrayList<>(read.size());
    for (int i : permutation(read.size(), CounterRandom.key(key(POOL_ORDER, shard), number))) {
      examples.add(read.get(i));
    }
    examples.sort(Comparator.comparingInt(ExampleShardReader::length));

    int count = (int) Math.min(POOL_SLICES, layout.stepsPerEpoch() - number * POOL_SLICES);
    List<List<Example>> slices = new ArrayList<>(count);
    for (int i : permutation(count, key(SLICE_ORDER, number))) {
      int from = Math.min(i * size, examples.size());
      slices.add(List.copyOf(examples.subList(from, Math.min(from + size, examples.size()))));
    }
    return slices;
  }

  /** The examples [from, to) of the epoch before pools are shuffled. */
  private List<Example> read(long from, long to) throws IOException {
    List<Example> examples = new ArrayList<>();
    long start = 0;
    for (int block : blockOrder) {
      int size = layout.blockSize(shard, block);
      if (start < to && start + size > from) {
        List<Example> all = readBlock(block);
        int first = (int) Math.max(0, from - start);
        examples.addAll(all.subList(first, (int) Math.min(size, to - start)));
      }
      start += size;
    }
    return examples;
  }

  private List<Example> readBlock(int block) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file.read(block));
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < layout.blockSize(shard, block); i++) {
      long rank = (long) block * layout.blockSize() + i;
      examples.add(ExampleCodec.decode(bytes, rank * layout.shards() + shard));
    }
    return examples;
  }

  private static int length(Example example) {
    return example.tokens().length + example.features().length + example.targets().length;
  }

  private long key(int purpose, long part) {
    long key = CounterRandom.key(CounterRandom.key(layout.seed(), purpose), epoch);
    return CounterRandom.key(key, part);
  }

  private static int[] permutation(int size, long key) {
    int[] permutation = new int[size];
    for (int i = 0; i < size; i++) {
      int j = CounterRandom.below(key, i, i + 1);
      permutation[i] = permutation[j];
      permutation[j] = i;
    }
    return permutation;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
