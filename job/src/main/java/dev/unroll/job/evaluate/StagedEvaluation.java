package dev.unroll.job.evaluate;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.job.corpus.ExampleShardReader;
import dev.unroll.job.corpus.ExampleShards;
import dev.unroll.job.corpus.ShardSet;
import dev.unroll.job.corpus.StreamShardReader;
import dev.unroll.job.corpus.StreamShards;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Measures a model on staged data: one task for each shard, merged in the order of the shards, so
 * that no cluster changes the result. Streams carry their state from window to window.
 *
 * @param shards the data
 * @param batches how examples become a batch
 * @param empty an evaluation that has counted nothing yet
 * @param hadoop where the file systems are
 */
public record StagedEvaluation(
    ShardSet shards, TaskBatches batches, Evaluation empty, SerializableConfiguration hadoop)
    implements Serializable {

  /** A model as a task finds it on its executor. */
  public interface Weights extends Serializable {

    /** The network; one is made for each task, or shared. */
    Network network();

    /** Its parameters, not written. */
    float[] parameters();
  }

  /** Measures one model. */
  public Evaluation run(JavaSparkContext spark, Weights weights) {
    List<Integer> numbers = IntStream.range(0, shards.shards()).boxed().toList();
    List<Evaluation> parts =
        spark
            .parallelize(numbers, numbers.size())
            .map(shard -> evaluate(shard, weights.network(), weights.parameters()))
            .collect();
    Evaluation all = parts.get(0);
    parts.subList(1, parts.size()).forEach(all::merge);
    return all;
  }

  private Evaluation evaluate(int shard, Network network, float[] parameters) throws IOException {
    if (shards instanceof StreamShards streams) {
      try (StreamShardReader reader = new StreamShardReader(streams, shard, hadoop.value())) {
        return windows(streams, shard, reader, (SequenceNetwork) network, parameters);
      }
    }
    ExampleShards examples = (ExampleShards) shards;
    try (ExampleShardReader reader = new ExampleShardReader(examples, shard, hadoop.value())) {
      return slices(examples, reader, network, parameters);
    }
  }

  private Evaluation windows(
      StreamShards streams,
      int shard,
      StreamShardReader reader,
      SequenceNetwork network,
      float[] parameters)
      throws IOException {
    Workspace workspace = network.newWorkspace();
    float[] state = null;
    for (long step = 0; step < streams.stepsPerEpoch(); step++) {
      SequenceBatch batch =
          Batcher.stream(
                  reader.window(step), streams.windowLength(step), streams.firstStream(shard))
              .withInitialState(state);
      empty.add(network, parameters, batch, workspace);
      state = network.finalState(workspace).clone();
    }
    return empty;
  }

  private Evaluation slices(
      ExampleShards examples, ExampleShardReader reader, Network network, float[] parameters)
      throws IOException {
    Workspace workspace = network.newWorkspace();
    for (long step = 0; step < examples.stepsPerEpoch(); step++) {
      List<Example> slice = reader.slice(0, step);
      if (!slice.isEmpty()) {
        empty.add(network, parameters, batches.of(slice), workspace);
      }
    }
    return empty;
  }
}
