package dev.unroll.job.evaluate;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.job.corpus.ExampleShardReader;
import dev.unroll.job.corpus.ExampleShards;
import dev.unroll.job.corpus.ShardSet;
import dev.unroll.job.corpus.StreamShardReader;
import dev.unroll.job.corpus.StreamShards;
import dev.unroll.job.store.SharedModel;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Measures a model on staged data: one task for each shard, merged in the order of the shards, so
 * that no cluster changes the result. Streams carry their state from window to window.
 */
record StagedEvaluation(
    ShardSet shards, TaskBatches batches, Evaluation empty, SerializableConfiguration hadoop)
    implements Serializable {

  Evaluation run(JavaSparkContext spark, Broadcast<SharedModel> model) {
    List<Integer> numbers = IntStream.range(0, shards.shards()).boxed().toList();
    List<Evaluation> parts =
        spark
            .parallelize(numbers, numbers.size())
            .map(shard -> evaluate(shard, model.value().get()))
            .collect();
    Evaluation all = parts.get(0);
    parts.subList(1, parts.size()).forEach(all::merge);
    return all;
  }

  private Evaluation evaluate(int shard, Model model) throws IOException {
    if (shards instanceof StreamShards streams) {
      try (StreamShardReader reader = new StreamShardReader(streams, shard, hadoop.value())) {
        return windows(streams, shard, reader, model);
      }
    }
    ExampleShards examples = (ExampleShards) shards;
    try (ExampleShardReader reader = new ExampleShardReader(examples, shard, hadoop.value())) {
      return slices(examples, reader, model);
    }
  }

  private Evaluation windows(StreamShards streams, int shard, StreamShardReader reader, Model model)
      throws IOException {
    SequenceNetwork network = (SequenceNetwork) model.network();
    Workspace workspace = network.newWorkspace();
    float[] state = null;
    for (long step = 0; step < streams.stepsPerEpoch(); step++) {
      SequenceBatch batch =
          Batcher.stream(
                  reader.window(step), streams.windowLength(step), streams.firstStream(shard))
              .withInitialState(state);
      empty.add(network, model.parameters(), batch, workspace);
      state = network.finalState(workspace).clone();
    }
    return empty;
  }

  private Evaluation slices(ExampleShards examples, ExampleShardReader reader, Model model)
      throws IOException {
    Workspace workspace = model.network().newWorkspace();
    for (long step = 0; step < examples.stepsPerEpoch(); step++) {
      List<Example> slice = reader.slice(0, step);
      if (!slice.isEmpty()) {
        empty.add(model.network(), model.parameters(), batches.of(slice), workspace);
      }
    }
    return empty;
  }
}
