package dev.unroll.golden;

import dev.unroll.control.Tensor;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import dev.unroll.train.OptimizerControl;
import java.util.LinkedHashMap;
import java.util.Map;

/** A golden case of the kind {@code optimizer}: the float optimizer, and the double control. */
final class GoldenOptimizerCase {
  private GoldenOptimizerCase() {}

  static void check(Fields root) {
    Fields fields = root.object("optimizer");
    Fields values = fields.object("hyperparameters");
    double learningRate = values.number("lr");
    OptimizerConfig config = config(fields.string("kind"), values);
    values.finish();
    fields.finish();
    Fields inputs = root.object("inputs");
    double[] initial = inputs.tensor("initial").data();
    Tensor gradients = inputs.tensor("gradients");
    inputs.finish();
    Map<String, Tensor> expected = expected(root.object("expected"));

    Comparison.check(
        "optimizer",
        run(config, learningRate, initial, gradients),
        expected,
        GoldenTrainCases.FLOAT_TOLERANCE);
    Comparison.check(
        "control",
        runControl(config, learningRate, initial, gradients),
        expected,
        GoldenTrainCases.DOUBLE_TOLERANCE);
  }

  private static OptimizerConfig config(String kind, Fields values) {
    double decay = numberOr(values, "weight_decay", 0);
    return switch (kind) {
      case "sgd" -> new OptimizerConfig.Sgd(decay);
      case "momentum", "nesterov" -> {
        boolean nesterov = kind.equals("nesterov");
        if (values.has("nesterov") && values.bool("nesterov") != nesterov) {
          throw new IllegalArgumentException("nesterov must be " + nesterov + " for " + kind);
        }
        yield new OptimizerConfig.Momentum(values.number("momentum"), nesterov, decay);
      }
      case "adagrad" ->
          new OptimizerConfig.Adagrad(
              numberOr(values, "lr_decay", 0),
              numberOr(values, "initial_accumulator_value", 0),
              values.number("eps"),
              decay);
      case "rmsprop" ->
          new OptimizerConfig.RmsProp(values.number("alpha"), values.number("eps"), decay);
      case "adam", "adamw" -> {
        double[] betas = values.numbers("betas");
        yield new OptimizerConfig.Adam(
            betas[0], betas[1], values.number("eps"), decay, kind.equals("adamw"));
      }
      case "asgd" ->
          new OptimizerConfig.Asgd(
              values.number("lambd"), values.number("alpha"), values.number("t0"), decay);
      default -> throw new IllegalArgumentException("unknown optimizer.kind " + kind);
    };
  }

  private static Map<String, Tensor> expected(Fields fields) {
    Map<String, Tensor> expected = new LinkedHashMap<>();
    expected.put("trajectory", fields.tensor("trajectory"));
    if (fields.has("averages")) {
      expected.put("averages", fields.tensor("averages"));
    }
    expected.putAll(GoldenTrainCases.tensors(fields.object("state")));
    fields.finish();
    return expected;
  }

  private static Map<String, Tensor> run(
      OptimizerConfig config, double learningRate, double[] initial, Tensor gradients) {
    int n = initial.length;
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    builder.add("p", n);
    ParameterLayout layout = builder.build();
    Optimizer optimizer = Optimizer.create(config, layout);
    float[] p = new float[n];
    copy(initial, p);
    Tensor trajectory = new Tensor(gradients.shape(), new double[gradients.data().length]);
    Tensor averages = new Tensor(gradients.shape(), new double[gradients.data().length]);
    for (int t = 0; t < gradients.shape()[0]; t++) {
      Gradients g = new Gradients(layout);
      copy(gradients.row(t), g.values());
      optimizer.step(p, g, learningRate, 1);
      setRow(trajectory, t, doubles(p));
      int step = t;
      optimizer.averagedParameters().ifPresent(a -> setRow(averages, step, doubles(a)));
    }
    Map<String, Tensor> got = new LinkedHashMap<>();
    got.put("trajectory", trajectory);
    if (optimizer.averagedParameters().isPresent()) {
      got.put("averages", averages);
    }
    optimizer.state().forEach((name, state) -> got.put(name, Tensor.vector(doubles(state))));
    return got;
  }

  private static Map<String, Tensor> runControl(
      OptimizerConfig config, double learningRate, double[] initial, Tensor gradients) {
    OptimizerControl control = new OptimizerControl(config, initial.length);
    double[] p = initial.clone();
    Tensor trajectory = new Tensor(gradients.shape(), new double[gradients.data().length]);
    Tensor averages = new Tensor(gradients.shape(), new double[gradients.data().length]);
    for (int t = 0; t < gradients.shape()[0]; t++) {
      control.step(p, gradients.row(t), learningRate);
      setRow(trajectory, t, p);
      if (control.state().containsKey("ax")) {
        setRow(averages, t, control.state().get("ax"));
      }
    }
    Map<String, Tensor> got = new LinkedHashMap<>();
    got.put("trajectory", trajectory);
    if (control.state().containsKey("ax")) {
      got.put("averages", averages);
    }
    control.state().forEach((name, state) -> got.put(name, Tensor.vector(state)));
    return got;
  }

  private static double numberOr(Fields values, String key, double otherwise) {
    return values.has(key) ? values.number(key) : otherwise;
  }

  private static void setRow(Tensor matrix, int row, double[] values) {
    System.arraycopy(values, 0, matrix.data(), row * values.length, values.length);
  }

  private static void copy(double[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
