package dev.unroll.job.train;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.job.corpus.ExampleShardReader;
import dev.unroll.job.corpus.ExampleShards;
import dev.unroll.job.corpus.ShardSet;
import dev.unroll.job.corpus.StreamShardReader;
import dev.unroll.job.corpus.StreamShards;
import dev.unroll.job.evaluate.TaskBatches;
import java.io.IOException;
import java.util.List;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Batches from a staged corpus.
 *
 * @param shards the shard files
 * @param batches how examples become a batch
 * @param hadoop where the file systems are
 */
record StagedSource(ShardSet shards, TaskBatches batches, SerializableConfiguration hadoop)
    implements BatchSource {

  @Override
  public Feed open(int shard) throws IOException {
    if (shards instanceof StreamShards streams) {
      return new StreamFeed(streams, shard, new StreamShardReader(streams, shard, hadoop.value()));
    }
    ExampleShards examples = (ExampleShards) shards;
    return new ExampleFeed(batches, new ExampleShardReader(examples, shard, hadoop.value()));
  }

  private record StreamFeed(StreamShards streams, int shard, StreamShardReader reader)
      implements Feed {

    @Override
    public Batch batch(StepPosition position) throws IOException {
      long step = position.stepInEpoch();
      return Batcher.stream(
          reader.window(step), streams.windowLength(step), streams.firstStream(shard));
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  private record ExampleFeed(TaskBatches batches, ExampleShardReader reader) implements Feed {

    @Override
    public Batch batch(StepPosition position) throws IOException {
      List<Example> slice = reader.slice(position.epoch(), position.stepInEpoch());
      return slice.isEmpty() ? null : batches.of(slice);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
