package dev.unroll.job.corpus;

import java.io.Serializable;
import org.apache.hadoop.fs.Path;

/**
 * One staged part of a corpus, for training or for validation: S shard files of one layout. A step
 * of training reads one slice from every shard.
 */
public sealed interface ShardSet extends Serializable permits StreamShards, ExampleShards {

  /** Folder of the shard files, as a Hadoop path. */
  String directory();

  /** Number of shards, S. */
  int shards();

  /** Steps of one pass over the part, the same for every shard. */
  long stepsPerEpoch();

  /** Symbols in the part, end symbols included; dense vectors where there are no symbols. */
  long symbols();

  /** The file of a shard. */
  default Path file(int shard) {
    return new Path(directory(), "shard-%05d".formatted(shard));
  }
}
