package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.Target;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.Output.OutputInput;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import java.util.List;
import java.util.Random;

/** An output by itself, with random parameters and a random input. */
final class OutputFixture {
  static final int WIDTH = 7;

  final ParameterLayout layout;
  final Output output;
  final float[] parameters;
  final OutputInput input;
  final OutputTape tape;

  OutputFixture(OutputKind kind, int outputs, Packing packing) {
    AdaptiveClusters clusters =
        kind == OutputKind.ADAPTIVE_SOFTMAX ? new AdaptiveClusters(List.of(2, 5), 2, true) : null;
    NetworkConfig config =
        new NetworkConfig(
            CellKind.GRU,
            1,
            WIDTH,
            false,
            outputs,
            0,
            0,
            false,
            Pooling.NONE,
            List.of(),
            HeadActivation.TANH,
            kind,
            outputs,
            false,
            clusters);
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    output = Outputs.declare(config, WIDTH, null, builder);
    layout = builder.build();
    Random random = new Random(17L * kind.ordinal() + outputs);
    parameters = uniform(random, layout.size());
    float[] x = uniform(random, 3 + WIDTH * packing.columns());
    input = new OutputInput(x, 3, WIDTH, packing.columns(), packing);
    tape = output.newTape();
  }

  static float[] uniform(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = 2 * random.nextFloat() - 1;
    }
    return x;
  }

  static int[] ids(Random random, int n, int low, int high) {
    return random.ints(n, low, high).toArray();
  }

  /** A loss and what it sent back. */
  record Result(LossSum sum, float[] gradients, float[] dx, float[] logProbabilities) {}

  Result run(Target target, float[] classWeights) {
    Training training = new Training(0, 0, Dropout.NONE, classWeights);
    Gradients gradients = new Gradients(layout);
    float[] dx = new float[WIDTH * input.n()];
    LossSum sum = output.loss(parameters, input, target, training, tape, gradients, dx, 0);
    return new Result(sum, gradients.values(), dx, tape.targetLogProbabilities.floats().clone());
  }

  double loss(Target target) {
    return output.loss(parameters, input, target, null, tape, null, null, 0).loss();
  }

  float[] scores() {
    output.scores(parameters, input, tape);
    return tape.scores.floats().clone();
  }

  float[] probabilities() {
    output.probabilities(parameters, input, tape);
    return tape.scores.floats().clone();
  }

  /** max|got - want| / max|want|. */
  static double error(float[] got, double[] want) {
    double difference = 0;
    double scale = 1e-3;
    for (int i = 0; i < want.length; i++) {
      difference = Math.max(difference, Math.abs(got[i] - want[i]));
      scale = Math.max(scale, Math.abs(want[i]));
    }
    return difference / scale;
  }
}
