package dev.unroll.golden;

import dev.unroll.control.Tensor;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.LearningRateSchedule;
import dev.unroll.train.ScheduleState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Golden cases of the kinds {@code optimizer}, {@code schedule} and {@code clipping}. */
final class GoldenTrainCases {
  /** Float arithmetic against the double reference; float itself stays within 1e-5. */
  static final double FLOAT_TOLERANCE = 1e-4;

  /** Double arithmetic against the double reference: rounding in another order of operations. */
  static final double DOUBLE_TOLERANCE = 1e-9;

  static final List<String> KINDS = List.of("optimizer", "schedule", "clipping");

  private GoldenTrainCases() {}

  static void check(GoldenCase golden) {
    Fields root = GoldenReader.open(golden);
    switch (golden.kind()) {
      case "optimizer" -> GoldenOptimizerCase.check(root);
      case "schedule" -> checkSchedule(root);
      case "clipping" -> checkClipping(root);
      default ->
          throw new IllegalArgumentException(
              "kind must be one of %s, got %s".formatted(KINDS, golden.kind()));
    }
    root.finish();
  }

  private static void checkSchedule(Fields root) {
    Fields fields = root.object("schedule");
    Fields values = fields.object("hyperparameters");
    LearningRateSchedule schedule = schedule(fields.string("kind"), values);
    values.finish();
    fields.finish();
    Fields inputs = root.object("inputs");
    int[] steps = inputs.integers("steps");
    inputs.finish();
    double[] rates = new double[steps.length];
    for (int i = 0; i < steps.length; i++) {
      rates[i] = schedule.learningRate(steps[i], ScheduleState.INITIAL);
    }
    Fields expected = root.object("expected");
    Comparison.check(
        "schedule",
        Map.of("learning-rates", Tensor.vector(rates)),
        Map.of("learning-rates", Tensor.vector(expected.numbers("learning-rates"))),
        DOUBLE_TOLERANCE);
    expected.finish();
  }

  private static LearningRateSchedule schedule(String kind, Fields values) {
    double lr = values.number("lr");
    return switch (kind) {
      case "constant" -> new LearningRateSchedule.Constant(lr);
      case "step" ->
          new LearningRateSchedule.StepDecay(
              lr, values.number("gamma"), values.integer("step_size"));
      case "exponential" -> new LearningRateSchedule.Exponential(lr, values.number("gamma"));
      case "cosine-warmup" ->
          new LearningRateSchedule.CosineWarmup(
              lr,
              values.integer("warmup_steps"),
              values.integer("total_steps"),
              values.has("min_lr") ? values.number("min_lr") : 0);
      default -> throw new IllegalArgumentException("unknown schedule.kind " + kind);
    };
  }

  private static void checkClipping(Fields root) {
    Fields fields = root.object("clipping");
    double threshold = fields.number("threshold");
    String method = fields.string("method");
    GradientClipping clipping =
        switch (method) {
          case "global-norm" -> GradientClipping.byGlobalNorm(threshold);
          case "value" -> GradientClipping.byValue(threshold);
          default -> throw new IllegalArgumentException("unknown clipping.method " + method);
        };
    fields.finish();
    Fields inputs = root.object("inputs");
    Gradients gradients = gradients(tensors(inputs.object("gradients")));
    inputs.finish();
    GradientClipping.Result result = clipping.clip(gradients, 1);
    Fields expected = root.object("expected");
    compareFactors(result, expected, method.equals("global-norm"));
    Comparison.check(
        "clipped gradients",
        scaled(gradients, result.scale()),
        tensors(expected.object("clipped")),
        FLOAT_TOLERANCE);
    expected.finish();
  }

  private static void compareFactors(
      GradientClipping.Result result, Fields expected, boolean hasScale) {
    Map<String, Tensor> got = new LinkedHashMap<>();
    Map<String, Tensor> want = new LinkedHashMap<>();
    got.put("global-norm", Tensor.scalar(result.norm()));
    want.put("global-norm", Tensor.scalar(expected.number("global-norm")));
    if (hasScale) {
      double scale = expected.number("scale");
      got.put("scale", Tensor.scalar(result.scale()));
      want.put("scale", Tensor.scalar(scale));
      got.put("clipped", Tensor.scalar(result.clipped() ? 1 : 0));
      want.put("clipped", Tensor.scalar(scale < 1 ? 1 : 0));
    }
    Comparison.check("clipping", got, want, DOUBLE_TOLERANCE);
  }

  private static Gradients gradients(Map<String, Tensor> tensors) {
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    tensors.forEach((name, tensor) -> builder.add(name, tensor.shape()));
    Gradients gradients = new Gradients(builder.build());
    for (Slice slice : gradients.layout().slices()) {
      double[] data = tensors.get(slice.name()).data();
      for (int i = 0; i < data.length; i++) {
        gradients.values()[slice.offset() + i] = (float) data[i];
      }
    }
    return gradients;
  }

  private static Map<String, Tensor> scaled(Gradients gradients, double scale) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slice slice : gradients.layout().slices()) {
      double[] data = new double[slice.size()];
      for (int i = 0; i < data.length; i++) {
        data[i] = gradients.values()[slice.offset() + i] * scale;
      }
      int[] shape = slice.shape().stream().mapToInt(Integer::intValue).toArray();
      tensors.put(slice.name(), new Tensor(shape, data));
    }
    return tensors;
  }

  static Map<String, Tensor> tensors(Fields fields) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    fields.names().forEachRemaining(name -> tensors.put(name, fields.tensor(name)));
    return tensors;
  }
}
