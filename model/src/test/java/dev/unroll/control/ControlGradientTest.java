package dev.unroll.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The control's gradients against central differences of its own loss, for every element of every
 * parameter and input, with three sequences of lengths 4, 1 and 3.
 */
class ControlGradientTest {

  /** Half the width of a central difference. */
  private static final double STEP = 1e-5;

  /**
   * The differences' own error: 1e-16 · loss / STEP from rounding, over gradients that may be as
   * small as 1e-3.
   */
  private static final double TOLERANCE = 1e-6;

  private static final List<String> CELLS =
      List.of(
          "rnn-tanh", "rnn-relu", "gru-simple", "gru", "gru-reset-after", "lstm", "lstm-peephole");
  private static final int[] LENGTHS = {4, 1, 3};

  private static StackSpec stack(String cell, int layers, boolean bidirectional, String input) {
    int embedding = input.equals("embedding") ? 2 : 0;
    int symbols = input.equals("dense") ? 0 : 5;
    int width = input.equals("dense") ? 4 : input.equals("embedding") ? 2 : 5;
    return new StackSpec(cell, layers, 3, bidirectional, input, symbols, embedding, width);
  }

  private static HeadSpec pooled(String pooling, String output, List<Integer> layers) {
    return new HeadSpec(pooling, layers, "relu", output, 4, false, List.of(), 0, false);
  }

  static List<NetworkSpec> networks() {
    List<NetworkSpec> specs = new ArrayList<>();
    HeadSpec softmax = HeadSpec.perStep("softmax", 4);
    for (String cell : CELLS) {
      specs.add(new NetworkSpec(stack(cell, 2, true, "dense"), softmax));
      specs.add(new NetworkSpec(stack(cell, 1, false, "embedding"), softmax));
    }
    StackSpec lstm = stack("lstm", 1, true, "one-hot");
    for (String output : List.of("sigmoid", "linear", "crf")) {
      specs.add(new NetworkSpec(lstm, HeadSpec.perStep(output, 4)));
    }
    for (String pooling : List.of("last", "mean", "max")) {
      for (String output : List.of("softmax", "sigmoid", "linear")) {
        specs.add(new NetworkSpec(lstm, pooled(pooling, output, List.of(5, 3))));
      }
    }
    StackSpec tiedStack = new StackSpec("gru", 1, 3, false, "embedding", 6, 3, 3);
    specs.add(
        new NetworkSpec(
            tiedStack,
            new HeadSpec("none", List.of(), "tanh", "softmax", 6, true, List.of(), 0, false)));
    specs.add(
        new NetworkSpec(
            tiedStack,
            new HeadSpec(
                "none", List.of(4), "tanh", "adaptive-softmax", 6, false, List.of(2, 4), 2, true)));
    return specs;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void network_everyParameterAndInput_matchesCentralDifferences(NetworkSpec spec) {
    RandomNetworks random = new RandomNetworks(7);
    Map<String, Tensor> parameters = random.parameters(spec.shapes());
    List<ControlExample> examples = random.examples(spec, LENGTHS);
    ControlNetwork network = new ControlNetwork(spec, parameters);
    Map<String, Tensor> results = network.run(examples);
    Supplier<Double> loss = () -> network.run(examples).get("loss").value();
    checkParameters(parameters, results, loss);
    for (int i = 0; i < examples.size(); i++) {
      ControlExample example = examples.get(i);
      checkStates("h0", example.h0(), i, results, loss);
      if (example.c0() != null) {
        checkStates("c0", example.c0(), i, results, loss);
      }
      if (example.x() != null) {
        Tensor dX = results.get("input-gradients/x");
        for (int t = 0; t < example.length(); t++) {
          check("x", example.x()[t], dX.row(i, t), loss);
        }
      }
    }
  }

  static List<EncoderDecoderSpec> encoderDecoders() {
    List<EncoderDecoderSpec> specs = new ArrayList<>();
    for (String attention : List.of("none", "general")) {
      for (String cell : CELLS) {
        specs.add(
            new EncoderDecoderSpec(
                stack(cell, 1, false, "dense"), stack(cell, 1, false, "embedding"), attention, 5));
      }
      specs.add(
          new EncoderDecoderSpec(
              stack("lstm", 2, false, "embedding"),
              stack("lstm", 2, false, "one-hot"),
              attention,
              5));
      specs.add(
          new EncoderDecoderSpec(
              stack("lstm-peephole", 2, true, "dense"),
              new StackSpec("lstm-peephole", 2, 6, false, "one-hot", 5, 0, 5),
              attention,
              5));
    }
    return specs;
  }

  @ParameterizedTest
  @MethodSource("encoderDecoders")
  void encoderDecoder_everyParameterAndInput_matchesCentralDifferences(EncoderDecoderSpec spec) {
    RandomNetworks random = new RandomNetworks(11);
    Map<String, Tensor> parameters = random.parameters(spec.shapes());
    List<PairExample> pairs = random.pairs(spec, LENGTHS, new int[] {2, 3, 5});
    ControlEncoderDecoder network = new ControlEncoderDecoder(spec, parameters);
    Map<String, Tensor> results = network.run(pairs);
    Supplier<Double> loss = () -> network.run(pairs).get("loss").value();
    checkParameters(parameters, results, loss);
    for (int i = 0; i < pairs.size(); i++) {
      double[][] x = pairs.get(i).source().x();
      for (int t = 0; x != null && t < x.length; t++) {
        check("source-x", x[t], results.get("input-gradients/source-x").row(i, t), loss);
      }
    }
  }

  private static void checkParameters(
      Map<String, Tensor> parameters, Map<String, Tensor> results, Supplier<Double> loss) {
    parameters.forEach(
        (name, value) -> check(name, value.data(), results.get("gradients/" + name).data(), loss));
  }

  private static void checkStates(
      String name,
      double[][] states,
      int sequence,
      Map<String, Tensor> results,
      Supplier<Double> loss) {
    for (int k = 0; k < states.length; k++) {
      check(name, states[k], results.get("input-gradients/" + name).row(k, sequence), loss);
    }
  }

  /** Moves every element by ±STEP and compares the change of the loss with the gradient. */
  private static void check(String name, double[] value, double[] gradient, Supplier<Double> loss) {
    double[] differences = new double[value.length];
    for (int i = 0; i < value.length; i++) {
      double original = value[i];
      value[i] = original + STEP;
      double above = loss.get();
      value[i] = original - STEP;
      double below = loss.get();
      value[i] = original;
      differences[i] = (above - below) / (2 * STEP);
    }
    double error = Tensor.error(Tensor.vector(gradient), Tensor.vector(differences));
    assertTrue(
        error <= TOLERANCE,
        () -> "%s: error must be <= %g, got %g".formatted(name, TOLERANCE, error));
  }
}
