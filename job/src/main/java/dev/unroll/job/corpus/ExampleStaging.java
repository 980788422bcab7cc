package dev.unroll.job.corpus;

import dev.unroll.job.config.UnrollConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Stages a corpus as single examples: sorted by a hash of seed and content (equal contents are
 * interchangeable), numbered in that order, dealt to the shards in turn.
 */
final class ExampleStaging {
  private static final int EXAMPLES_PER_RECORD = 256;

  private ExampleStaging() {}

  /** Writes the shards of a corpus whose examples are cut into symbols. */
  static ExampleShards write(
      CorpusPart part, Encoding encoding, Path directory, StagingContext context) {
    UnrollConfig config = context.config();
    long seed = config.run().seed();
    ExampleShards layout =
        new ExampleShards(
            directory.toString(),
            config.train().shards(),
            part.survey().symbols(),
            part.survey().records(),
            config.train().batchSize(),
            EXAMPLES_PER_RECORD,
            seed);
    ExampleEncoder encoder = new ExampleEncoder(config.task(), encoding, context.labels());
    JavaRDD<RawExample> examples = part.examples();
    JavaPairRDD<byte[], Boolean> hashed =
        examples.mapToPair(
            example -> {
              byte[] content = ExampleCodec.encode(encoder.encode(example));
              long hash = ContentHash.of(seed, content);
              ByteBuffer key = ByteBuffer.allocate(Long.BYTES + content.length);
              return new Tuple2<>(key.putLong(hash).put(content).array(), Boolean.TRUE);
            });
    JavaRDD<byte[]> sorted =
        hashed
            .repartitionAndSortWithinPartitions(
                new HashRanges(Math.max(1, examples.getNumPartitions())),
                (Comparator<byte[]> & Serializable) Arrays::compareUnsigned)
            .keys();
    ShardOutput output = new ShardOutput(context.serializableHadoop());
    sorted
        .zipWithIndex()
        .mapToPair(ranked -> new Tuple2<>(ranked._2(), ranked._1()))
        .repartitionAndSortWithinPartitions(new Turns(layout.shards()))
        .values()
        .foreachPartition(contents -> writeShard(contents, layout, output));
    return layout;
  }

  private static void writeShard(
      Iterator<byte[]> contents, ExampleShards layout, ShardOutput output) throws IOException {
    int shard = TaskContext.getPartitionId();
    output.write(
        layout.file(shard),
        file -> {
          for (int block = 0; block < layout.blocks(shard); block++) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            for (int i = 0; i < layout.blockSize(shard, block); i++) {
              byte[] content = contents.next();
              record.write(content, Long.BYTES, content.length - Long.BYTES);
            }
            file.append(record.toByteArray());
          }
        });
  }

  /** Ranges of the hash in front of each key, taken as an unsigned number. */
  private static final class HashRanges extends Partitioner {
    private static final long serialVersionUID = 1L;
    private static final int LEADING_BITS = 31;

    private final int ranges;

    HashRanges(int ranges) {
      this.ranges = ranges;
    }

    @Override
    public int numPartitions() {
      return ranges;
    }

    @Override
    public int getPartition(Object key) {
      long leading = ByteBuffer.wrap((byte[]) key).getLong() >>> (Long.SIZE - LEADING_BITS);
      return (int) ((leading * ranges) >>> LEADING_BITS);
    }
  }

  /** Deals ids to shards in turn. */
  private static final class Turns extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int shards;

    Turns(int shards) {
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return shards;
    }

    @Override
    public int getPartition(Object id) {
      return (int) ((Long) id % shards);
    }
  }
}
