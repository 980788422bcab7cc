package dev.unroll.job.corpus;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Stages a corpus as contiguous streams. The place of every unit in the corpus is known from the
 * survey, so each task can say where in the shard files its symbols belong; a shuffle brings them
 * there.
 */
final class StreamStaging {

  private StreamStaging() {}

  /** Writes the shards of a layout. */
  static void write(
      StreamText text, Encoding encoding, StreamShards layout, StagingContext context) {
    JavaSparkContext spark = context.spark();
    Symbols symbols = context.symbols();
    Broadcast<Map<Unit, Long>> starts = spark.broadcast(text.starts());
    boolean endsRecords = text.endsRecords();
    JavaPairRDD<Long, byte[]> records =
        text.examples()
            .mapPartitionsToPair(
                examples ->
                    new StreamChunks(
                        new EncodedRecords(
                            examples,
                            starts.value(),
                            new SymbolEncoder(symbols, encoding.vocabulary()),
                            endsRecords),
                        layout));
    JavaPairRDD<Long, byte[]> ends =
        spark
            .parallelize(text.encodedEnds(encoding.vocabulary()), 1)
            .mapPartitionsToPair(positioned -> new StreamChunks(positioned, layout));
    ShardOutput output = new ShardOutput(context.serializableHadoop());
    records
        .union(ends)
        .repartitionAndSortWithinPartitions(new ByShard(layout))
        .foreachPartition(chunks -> writeShard(chunks, layout, output));
    starts.destroy();
  }

  private static void writeShard(
      Iterator<Tuple2<Long, byte[]>> chunks, StreamShards layout, ShardOutput output)
      throws IOException {
    int shard = TaskContext.getPartitionId();
    output.write(
        layout.file(shard),
        file -> {
          byte[] chunk = {};
          int read = 0;
          for (int block = 0; block < layout.blocks(); block++) {
            int ids = layout.streams(shard) * layout.blockLength(block);
            byte[] record = new byte[ids * layout.bytesPerId()];
            for (int filled = 0; filled < record.length; ) {
              if (read == chunk.length) {
                chunk = chunks.next()._2();
                read = 0;
              }
              int count = Math.min(record.length - filled, chunk.length - read);
              System.arraycopy(chunk, read, record, filled, count);
              filled += count;
              read += count;
            }
            file.append(record);
          }
        });
  }

  /** Brings chunks to the shard of their address. */
  private static final class ByShard extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final StreamShards layout;

    ByShard(StreamShards layout) {
      this.layout = layout;
    }

    @Override
    public int numPartitions() {
      return layout.shards();
    }

    @Override
    public int getPartition(Object address) {
      return layout.shardOf((int) ((Long) address / layout.streamLength()));
    }
  }
}
