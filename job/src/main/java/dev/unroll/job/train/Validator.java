package dev.unroll.job.train;

import dev.unroll.io.Model;
import dev.unroll.job.evaluate.Evaluation;
import dev.unroll.job.evaluate.StagedEvaluation;
import dev.unroll.job.show.Showcase;
import dev.unroll.network.Network;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Measures parameters on the validation data, and shows what they do.
 *
 * @param spark the context
 * @param network makes the network on an executor
 * @param data how, and on what
 * @param models makes a model of parameters
 * @param showcase what to show
 */
record Validator(
    JavaSparkContext spark,
    ShardProgram.NetworkSource network,
    StagedEvaluation data,
    Function<float[], Model> models,
    Showcase showcase) {

  /** The measurement of these parameters. */
  Evaluation run(float[] parameters) {
    Broadcast<byte[]> broadcast = spark.broadcast(FloatBytes.of(parameters));
    try {
      return data.run(spark, new Received(network, broadcast));
    } finally {
      broadcast.destroy();
    }
  }

  /** What a model with these parameters writes by itself. */
  List<String> samples(float[] parameters) {
    return showcase.samples(models.apply(parameters));
  }

  /** What else can be seen of it. */
  Map<String, Object> findings(float[] parameters, Evaluation evaluation) {
    return showcase.findings(models.apply(parameters), evaluation);
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
