package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.LearningRateSchedule;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import dev.unroll.train.OptimizerControl;
import dev.unroll.train.ScheduleState;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Golden cases of the kinds {@code optimizer}, {@code schedule} and {@code clipping}. */
final class GoldenTrainCases {
  /** Float kernels against the double reference; float itself stays within 1e-5. */
  private static final double FLOAT_TOLERANCE = 1e-4;

  /** The double control against the double reference: rounding of another order of operations. */
  private static final double CONTROL_TOLERANCE = 1e-9;

  private GoldenTrainCases() {}

  static boolean handles(String kind) {
    return Set.of("optimizer", "schedule", "clipping").contains(kind);
  }

  static void check(JsonNode file) {
    switch (file.path("kind").asText()) {
      case "optimizer" -> checkOptimizer(file);
      case "schedule" -> checkSchedule(file);
      case "clipping" -> checkClipping(file);
      default -> throw new IllegalArgumentException("kind must be known, got " + file.get("kind"));
    }
  }

  private static void checkOptimizer(JsonNode file) {
    Hyperparameters values = new Hyperparameters(file.required("optimizer"));
    double lr = values.number("lr");
    OptimizerConfig config = optimizer(values);
    values.allUsed();

    double[] control = data(file.at("/inputs/initial"));
    int n = control.length;
    float[] parameters = floats(control);
    double[] gradients = data(file.at("/inputs/gradients"));
    int steps = gradients.length / n;
    double[] trajectory = new double[steps * n];
    double[] controlTrajectory = new double[steps * n];
    double[] averages = new double[steps * n];
    double[] controlAverages = new double[steps * n];

    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    builder.add("p", n);
    ParameterLayout layout = builder.build();
    Optimizer optimizer = Optimizer.create(config, layout);
    OptimizerControl naive = new OptimizerControl(config, n);
    for (int t = 0; t < steps; t++) {
      double[] g = Arrays.copyOfRange(gradients, t * n, (t + 1) * n);
      Gradients step = new Gradients(layout);
      System.arraycopy(floats(g), 0, step.values(), 0, n);
      optimizer.step(parameters, step, lr, 1);
      naive.step(control, g, lr);
      System.arraycopy(doubles(parameters), 0, trajectory, t * n, n);
      System.arraycopy(control, 0, controlTrajectory, t * n, n);
      if (optimizer.averagedParameters().isPresent()) {
        double[] average = doubles(optimizer.averagedParameters().get());
        System.arraycopy(average, 0, averages, t * n, n);
        System.arraycopy(naive.array("ax"), 0, controlAverages, t * n, n);
      }
    }

    JsonNode expected = file.required("expected");
    double[] want = data(expected.required("trajectory"));
    assertClose("trajectory", want, trajectory, FLOAT_TOLERANCE);
    assertClose("control trajectory", want, controlTrajectory, CONTROL_TOLERANCE);
    if (expected.has("averages")) {
      want = data(expected.get("averages"));
      assertClose("averages", want, averages, FLOAT_TOLERANCE);
      assertClose("control averages", want, controlAverages, CONTROL_TOLERANCE);
    }
    for (var entry : expected.path("state").properties()) {
      String name = entry.getKey();
      assertTrue(optimizer.state().containsKey(name), "state " + name + " is missing");
      want = data(entry.getValue());
      assertClose(name, want, doubles(optimizer.state().get(name)), FLOAT_TOLERANCE);
      assertClose("control " + name, want, naive.array(name), CONTROL_TOLERANCE);
    }
  }

  private static OptimizerConfig optimizer(Hyperparameters values) {
    double decay = values.numberOr("weight_decay", 0);
    return switch (values.kind) {
      case "sgd" -> new OptimizerConfig.Sgd(decay);
      case "momentum", "nesterov" ->
          new OptimizerConfig.Momentum(
              values.number("momentum"),
              values.flag("nesterov") | values.kind.equals("nesterov"),
              decay);
      case "adagrad" ->
          new OptimizerConfig.Adagrad(
              values.numberOr("lr_decay", 0),
              values.numberOr("initial_accumulator_value", 0),
              values.number("eps"),
              decay);
      case "rmsprop" ->
          new OptimizerConfig.RmsProp(values.number("alpha"), values.number("eps"), decay);
      case "adam", "adamw" ->
          new OptimizerConfig.Adam(
              values.number("betas", 0),
              values.number("betas", 1),
              values.number("eps"),
              decay,
              values.kind.equals("adamw"));
      case "asgd" ->
          new OptimizerConfig.Asgd(
              values.number("lambd"), values.number("alpha"), values.number("t0"), decay);
      default -> throw new IllegalArgumentException("optimizer must be known: " + values.kind);
    };
  }

  private static void checkSchedule(JsonNode file) {
    Hyperparameters values = new Hyperparameters(file.required("schedule"));
    double lr = values.number("lr");
    LearningRateSchedule schedule =
        switch (values.kind) {
          case "constant" -> new LearningRateSchedule.Constant(lr);
          case "step" ->
              new LearningRateSchedule.StepDecay(
                  lr, values.number("gamma"), (int) values.number("step_size"));
          case "exponential" -> new LearningRateSchedule.Exponential(lr, values.number("gamma"));
          case "cosine-warmup" ->
              new LearningRateSchedule.CosineWarmup(
                  lr,
                  (int) values.number("warmup_steps"),
                  (long) values.number("total_steps"),
                  values.numberOr("min_lr", 0));
          default -> throw new IllegalArgumentException("schedule must be known: " + values.kind);
        };
    values.allUsed();
    JsonNode steps = file.at("/inputs/steps");
    double[] rates = new double[steps.size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = schedule.learningRate(steps.get(i).asLong(), ScheduleState.INITIAL);
    }
    double[] want = numbers(file.at("/expected/learning-rates"));
    assertClose("learning-rates", want, rates, CONTROL_TOLERANCE);
  }

  private static void checkClipping(JsonNode file) {
    double threshold = file.at("/clipping/threshold").asDouble();
    String method = file.at("/clipping/method").asText();
    GradientClipping clipping =
        switch (method) {
          case "global-norm" -> GradientClipping.byGlobalNorm(threshold);
          case "value" -> GradientClipping.byValue(threshold);
          default -> throw new IllegalArgumentException("method must be known, got " + method);
        };
    JsonNode inputs = file.at("/inputs/gradients");
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    for (var tensor : inputs.properties()) {
      builder.add(tensor.getKey(), ints(tensor.getValue().required("shape")));
    }
    ParameterLayout layout = builder.build();
    Gradients gradients = new Gradients(layout);
    for (var tensor : inputs.properties()) {
      float[] values = floats(data(tensor.getValue()));
      int offset = layout.slice(tensor.getKey()).offset();
      System.arraycopy(values, 0, gradients.values(), offset, values.length);
    }

    GradientClipping.Result result = clipping.clip(gradients, 1);
    JsonNode expected = file.required("expected");
    assertEquals(expected.required("global-norm").asDouble(), result.norm(), CONTROL_TOLERANCE);
    if (expected.has("scale")) {
      double scale = expected.get("scale").asDouble();
      assertEquals(scale, result.scale(), CONTROL_TOLERANCE);
      assertEquals(scale < 1, result.clipped());
    }
    for (var tensor : expected.required("clipped").properties()) {
      double[] want = data(tensor.getValue());
      int offset = layout.slice(tensor.getKey()).offset();
      double[] got = new double[want.length];
      for (int i = 0; i < got.length; i++) {
        got[i] = gradients.values()[offset + i] * result.scale();
      }
      assertClose(tensor.getKey(), want, got, FLOAT_TOLERANCE);
    }
  }

  private static void assertClose(String name, double[] want, double[] got, double tolerance) {
    assertEquals(want.length, got.length, "length of " + name);
    double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
    for (int i = 0; i < want.length; i++) {
      double error = Math.abs(got[i] - want[i]) / Math.max(largest, 1e-3);
      assertTrue(
          error <= tolerance,
          name + "[" + i + "] must be " + want[i] + " within " + tolerance + ", got " + got[i]);
    }
  }

  private static double[] data(JsonNode tensor) {
    return numbers(tensor.required("data"));
  }

  private static double[] numbers(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  private static int[] ints(JsonNode array) {
    return Arrays.stream(numbers(array)).mapToInt(x -> (int) x).toArray();
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  /** Hyperparameters of a file; one that nobody asks for is an error. */
  private static final class Hyperparameters {
    final String kind;
    private final JsonNode values;
    private final Set<String> unused = new HashSet<>();

    Hyperparameters(JsonNode node) {
      kind = node.required("kind").asText();
      values = node.required("hyperparameters");
      values.fieldNames().forEachRemaining(unused::add);
    }

    double number(String name) {
      unused.remove(name);
      return values.required(name).asDouble();
    }

    double numberOr(String name, double otherwise) {
      return values.has(name) ? number(name) : otherwise;
    }

    double number(String name, int index) {
      unused.remove(name);
      return values.required(name).required(index).asDouble();
    }

    boolean flag(String name) {
      unused.remove(name);
      return values.path(name).asBoolean();
    }

    void allUsed() {
      assertTrue(unused.isEmpty(), kind + " has unknown hyperparameters " + unused);
    }
  }
}
