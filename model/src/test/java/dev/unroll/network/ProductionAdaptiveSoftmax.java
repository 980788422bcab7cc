package dev.unroll.network;

import dev.unroll.batch.Target;
import dev.unroll.control.HeadSpec;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.Outcome;
import dev.unroll.control.StackSpec;
import dev.unroll.control.Tensor;
import dev.unroll.network.Output.OutputInput;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The output layer of an adaptive softmax by itself. */
final class ProductionAdaptiveSoftmax {

  private ProductionAdaptiveSoftmax() {}

  static Map<String, Tensor> run(
      HeadSpec spec, Map<String, Tensor> parameters, double[][] x, int[] labels) {
    int n = x.length;
    int width = x[0].length;
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    Output output = Outputs.declare(config(spec, width), width, null, builder);
    ParameterLayout layout = builder.build();
    float[] flat = FlatParameters.flat(layout, parameters);
    float[] columns = new float[width * n];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = (float) x[i / width][i % width];
    }
    OutputInput input = new OutputInput(columns, 0, width, n, null);
    OutputTape tape = output.newTape();
    output.scores(flat, input, tape);
    float[] scores = tape.scores.floats().clone();
    Gradients gradients = new Gradients(layout);
    float[] dx = new float[width * n];
    LossSum sum =
        output.loss(flat, input, new Target.Ids(labels), Training.plain(), tape, gradients, dx, 0);

    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double logP = tape.targetLogProbabilities.floats()[i];
      Outcome outcome = new Outcome();
      outcome.number("loss-per-sequence", -logP);
      outcome.number("target-log-probabilities", logP);
      int nY = spec.outputSize();
      outcome.row("log-probabilities", Packed.read(scores, nY * i, nY));
      outcome.row("input-gradients/x", Packed.read(dx, width * i, width));
      outcomes.add(outcome);
    }
    Map<String, Tensor> results =
        Outcome.results(outcomes, FlatParameters.tensors(layout, gradients.values()));
    results.put("loss", Tensor.scalar(sum.loss()));
    return results;
  }

  /** A configuration with this output; its stack is not made. */
  private static NetworkConfig config(HeadSpec spec, int width) {
    StackSpec stack = new StackSpec("rnn-tanh", 1, width, false, "dense", 0, 0, width);
    return Configurations.of(new NetworkSpec(stack, spec));
  }
}
