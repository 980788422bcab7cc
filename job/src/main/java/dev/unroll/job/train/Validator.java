package dev.unroll.job.train;

import dev.unroll.batch.Batch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.job.evaluate.Evaluation;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Measures parameters on staged data: one task for each shard, merged in the order of the shards.
 *
 * @param spark the context
 * @param network makes the network on an executor
 * @param source the data
 * @param shards number of shards
 * @param steps steps of one pass
 * @param carriesState whether the recurrent state passes from step to step
 * @param empty an evaluation that has counted nothing yet
 */
record Validator(
    JavaSparkContext spark,
    ShardProgram.NetworkSource network,
    BatchSource source,
    int shards,
    long steps,
    boolean carriesState,
    Evaluation empty) {

  /** The measurement of these parameters. */
  Evaluation run(float[] parameters) {
    Broadcast<byte[]> broadcast = spark.broadcast(FloatBytes.of(parameters));
    ShardProgram.NetworkSource make = network;
    BatchSource from = source;
    long count = steps;
    boolean carries = carriesState;
    Evaluation fresh = empty;
    List<Integer> numbers = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      numbers.add(shard);
    }
    List<Evaluation> parts =
        spark
            .parallelize(numbers, shards)
            .map(
                shard ->
                    pass(
                        make.get(),
                        from,
                        shard,
                        count,
                        carries,
                        FloatBytes.toFloats(broadcast.value()),
                        fresh))
            .collect();
    broadcast.destroy();
    Evaluation sum = parts.get(0);
    parts.subList(1, parts.size()).forEach(sum::merge);
    return sum;
  }

  private static Evaluation pass(
      Network network,
      BatchSource source,
      int shard,
      long steps,
      boolean carries,
      float[] parameters,
      Evaluation evaluation)
      throws IOException {
    Workspace workspace = network.newWorkspace();
    float[] state = null;
    try (BatchSource.Feed feed = source.open(shard)) {
      for (long step = 0; step < steps; step++) {
        Batch batch = feed.batch(new StepPosition(step, 0, step));
        if (batch == null) {
          continue;
        }
        if (carries) {
          batch = ((SequenceBatch) batch).withInitialState(state);
        }
        evaluation.add(network, parameters, batch, workspace);
        if (carries) {
          state = ((SequenceNetwork) network).finalState(workspace).clone();
        }
      }
    }
    return evaluation;
  }
}
