package dev.unroll.job.train;

import dev.unroll.batch.Batch;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** Where the shards' parts of every global batch come from; travels to the executors. */
public interface BatchSource extends Serializable {

  /** Opens one shard. */
  Feed open(int shard) throws IOException;

  /** One shard's parts; belongs to one thread at a time. */
  interface Feed extends Closeable {

    /**
     * The shard's part of a step: a function of the position alone.
     *
     * @return null where the shard has nothing to add
     */
    Batch batch(StepPosition position) throws IOException;
  }
}
