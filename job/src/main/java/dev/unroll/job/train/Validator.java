package dev.unroll.job.train;

import dev.unroll.job.evaluate.Evaluation;
import dev.unroll.job.evaluate.StagedEvaluation;
import dev.unroll.network.Network;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Measures parameters on the validation data.
 *
 * @param spark the context
 * @param network makes the network on an executor
 * @param data how, and on what
 */
record Validator(
    JavaSparkContext spark, ShardProgram.NetworkSource network, StagedEvaluation data) {

  /** The measurement of these parameters. */
  Evaluation run(float[] parameters) {
    Broadcast<byte[]> broadcast = spark.broadcast(FloatBytes.of(parameters));
    try {
      return data.run(spark, new Received(network, broadcast));
    } finally {
      broadcast.destroy();
    }
  }

  private record Received(ShardProgram.NetworkSource source, Broadcast<byte[]> bytes)
      implements StagedEvaluation.Weights {

    @Override
    public Network network() {
      return source.get();
    }

    @Override
    public float[] parameters() {
      return FloatBytes.toFloats(bytes.value());
    }
  }
}
