package dev.unroll.golden;

import dev.unroll.control.ControlExample;
import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.HeadSpec;
import dev.unroll.control.Implementation;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.PairModel;
import dev.unroll.control.Tensor;
import dev.unroll.network.ProductionImplementation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Golden cases that hold a network. */
final class GoldenNetworkCases {

  /** Both sides are double: what is left is the rounding of another order of operations. */
  static final double CONTROL_TOLERANCE = 1e-9;

  /**
   * Float kernels against the double reference: float32 itself stays within 1e-5, the kernels'
   * rational tanh and polynomial exp within 1e-6 of the functions.
   */
  static final double FLOAT_TOLERANCE = 1e-4;

  private final String who;
  private final Implementation implementation;
  private final double tolerance;

  /**
   * @param who computes, for the messages
   * @param tolerance of {@link Tensor#error}
   */
  private GoldenNetworkCases(String who, Implementation implementation, double tolerance) {
    this.who = who;
    this.implementation = implementation;
    this.tolerance = tolerance;
  }

  /** The double control. */
  static GoldenNetworkCases control() {
    return new GoldenNetworkCases("control", Implementation.CONTROL, CONTROL_TOLERANCE);
  }

  /** The float kernels of production. */
  static GoldenNetworkCases production() {
    return new GoldenNetworkCases("network", new ProductionImplementation(), FLOAT_TOLERANCE);
  }

  /** Compares everything that the file expects. */
  void check(GoldenCase golden) {
    Fields root = GoldenReader.open(golden);
    switch (golden.kind()) {
      case "network" -> checkNetwork(root);
      case "truncated-bptt" -> checkTruncated(root);
      case "encoder-decoder" -> checkEncoderDecoder(root);
      case "decoding" -> checkDecoding(root);
      case "adaptive-softmax" -> checkAdaptiveSoftmax(root);
      default -> throw new IllegalArgumentException("unknown kind " + golden.kind());
    }
    root.finish();
  }

  private void compare(
      Map<String, Tensor> got, Map<String, Tensor> expected, Map<String, Tensor> parameters) {
    Comparison.requireLossAndGradients(expected, parameters);
    Comparison.check(who, got, expected, tolerance);
  }

  private void checkNetwork(Fields root) {
    NetworkSpec spec = GoldenReader.network(root);
    Map<String, Tensor> parameters = GoldenReader.parameters(root);
    Fields inputs = root.object("inputs");
    List<ControlExample> examples = GoldenReader.examples(spec, inputs, inputs);
    inputs.finish();
    Map<String, Tensor> got = implementation.network(spec, parameters).run(examples);
    compare(got, GoldenReader.expected(root.object("expected")), parameters);
  }

  private void checkTruncated(Fields root) {
    NetworkSpec spec = GoldenReader.network(root);
    Map<String, Tensor> parameters = GoldenReader.parameters(root);
    Fields inputs = root.object("inputs");
    List<List<ControlExample>> windows = new ArrayList<>();
    for (Fields window : inputs.objects("windows")) {
      windows.add(GoldenReader.examples(spec, window, windows.isEmpty() ? inputs : null));
      window.finish();
    }
    inputs.finish();
    List<Map<String, Tensor>> got = implementation.network(spec, parameters).runWindows(windows);
    Fields expected = root.object("expected");
    List<Fields> expectedWindows = expected.objects("windows");
    if (expectedWindows.size() != got.size()) {
      throw new IllegalArgumentException(
          "expected.windows must be %d, got %d".formatted(got.size(), expectedWindows.size()));
    }
    for (int i = 0; i < got.size(); i++) {
      compare(got.get(i), GoldenReader.expected(expectedWindows.get(i)), parameters);
    }
    compare(total(got, parameters), GoldenReader.expectedTotals(expected), parameters);
  }

  /** Loss and gradients, summed over the windows. */
  private static Map<String, Tensor> total(
      List<Map<String, Tensor>> windows, Map<String, Tensor> parameters) {
    Map<String, Tensor> total = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(List.of("loss"));
    parameters.keySet().forEach(name -> names.add("gradients/" + name));
    for (String name : names) {
      double[] sum = new double[windows.get(0).get(name).data().length];
      for (Map<String, Tensor> window : windows) {
        Arrays.setAll(sum, i -> sum[i] + window.get(name).data()[i]);
      }
      total.put(name, new Tensor(windows.get(0).get(name).shape(), sum));
    }
    return total;
  }

  private void checkEncoderDecoder(Fields root) {
    EncoderDecoderSpec spec = GoldenReader.encoderDecoder(root);
    Map<String, Tensor> parameters = GoldenReader.parameters(root);
    Fields inputs = root.object("inputs");
    var pairs = GoldenReader.pairs(spec, inputs);
    inputs.finish();
    Map<String, Tensor> got = implementation.encoderDecoder(spec, parameters).run(pairs);
    compare(got, GoldenReader.expected(root.object("expected")), parameters);
  }

  private void checkDecoding(Fields root) {
    EncoderDecoderSpec spec = GoldenReader.encoderDecoder(root);
    PairModel model = implementation.encoderDecoder(spec, GoldenReader.parameters(root));
    GoldenDecoding.read(spec, root).check(who, model, tolerance);
  }

  private void checkAdaptiveSoftmax(Fields root) {
    HeadSpec spec = GoldenReader.adaptiveSoftmax(root);
    Map<String, Tensor> parameters = GoldenReader.parameters(root);
    Fields inputs = root.object("inputs");
    Tensor x = inputs.tensor("x");
    int[] labels = inputs.integers("labels");
    inputs.finish();
    double[][] rows = new double[labels.length][];
    Arrays.setAll(rows, x::row);
    Map<String, Tensor> got = implementation.adaptiveSoftmax(spec, parameters, rows, labels);
    compare(got, GoldenReader.expected(root.object("expected")), parameters);
  }
}
