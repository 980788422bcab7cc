package dev.unroll.train;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Changes the parameters by one step's gradient.
 *
 * <p>State lies in flat float arrays, indexed like the parameters, under PyTorch's names; with the
 * step counter they restore an optimizer bit for bit. All arithmetic is in float, per element and
 * without fused multiply-add, so the result is the same on every machine; factors common to all
 * elements (bias corrections, decayed rates) are computed in double first.
 *
 * <p>Of a slice's sparse rows only those that a symbol touched in this step are read, updated and
 * decayed, as in PyTorch's SparseAdam; bias corrections count the optimizer's steps, not the row's.
 *
 * <p>Not safe for use by several threads.
 */
public abstract sealed class Optimizer permits Sgd, Momentum, Adagrad, RmsProp, Adam, Asgd {
  private final ParameterLayout layout;
  private final Map<String, float[]> state = new LinkedHashMap<>();
  private long steps;

  Optimizer(ParameterLayout layout) {
    this.layout = layout;
  }

  /** An optimizer before its first step. */
  public static Optimizer create(OptimizerConfig config, ParameterLayout layout) {
    if (config instanceof OptimizerConfig.Sgd sgd) {
      return new Sgd(sgd, layout);
    } else if (config instanceof OptimizerConfig.Momentum momentum) {
      return new Momentum(momentum, layout);
    } else if (config instanceof OptimizerConfig.Adagrad adagrad) {
      return new Adagrad(adagrad, layout);
    } else if (config instanceof OptimizerConfig.RmsProp rmsProp) {
      return new RmsProp(rmsProp, layout);
    } else if (config instanceof OptimizerConfig.Adam adam) {
      return new Adam(adam, layout);
    } else if (config instanceof OptimizerConfig.Asgd asgd) {
      return new Asgd(asgd, layout);
    }
    throw new AssertionError(config);
  }

  /**
   * Takes one step.
   *
   * @param parameters updated in place
   * @param gradients of this step, read only
   * @param learningRate of this step
   * @param gradientScale factor applied to every gradient as it is read
   */
  public final void step(
      float[] parameters, Gradients gradients, double learningRate, double gradientScale) {
    if (parameters.length != layout.size() || gradients.values().length != layout.size()) {
      throw new IllegalArgumentException(
          "parameters and gradients must have "
              + layout.size()
              + " floats, got "
              + parameters.length
              + " and "
              + gradients.values().length);
    }
    steps++;
    prepare(steps, learningRate);
    float scale = (float) gradientScale;
    float[] g = gradients.values();
    GradientRanges.forEach(gradients, (start, end) -> update(parameters, g, scale, start, end));
    finish(parameters);
  }

  /** Computes what all elements of step t = 1, 2, … share. */
  abstract void prepare(long t, double learningRate);

  /** Updates parameters and state from {@code start} to {@code end}; gradients are g · scale. */
  abstract void update(float[] p, float[] g, float scale, int start, int end);

  /** Called when all ranges of a step are updated. */
  void finish(float[] parameters) {}

  /** Number of steps taken. */
  public final long steps() {
    return steps;
  }

  /** The state by PyTorch's names; the optimizer's own arrays. */
  public final Map<String, float[]> state() {
    return Collections.unmodifiableMap(state);
  }

  /**
   * Continues from a state that {@link #state} and {@link #steps} gave; copies the arrays.
   *
   * @throws IllegalArgumentException if names or lengths are not this optimizer's
   */
  public final void restore(long steps, Map<String, float[]> saved) {
    if (!saved.keySet().equals(state.keySet())) {
      throw new IllegalArgumentException(
          "optimizer state must hold "
              + state.keySet()
              + ", got "
              + saved.keySet()
              + "; is the checkpoint another optimizer's?");
    }
    saved.forEach(
        (name, values) ->
            Checks.require(
                values.length == layout.size(),
                "optimizer state " + name,
                "must have " + layout.size() + " floats",
                values.length));
    Checks.require(steps >= 0, "optimizer steps", "must be >= 0", steps);
    saved.forEach((name, values) -> System.arraycopy(values, 0, state.get(name), 0, values.length));
    this.steps = steps;
  }

  /**
   * Averaged parameters to evaluate with, where the optimizer keeps them: its own array, zeros
   * before the first step.
   */
  public Optional<float[]> averagedParameters() {
    return Optional.empty();
  }

  final float[] newState(String name) {
    float[] values = new float[layout.size()];
    state.put(name, values);
    return values;
  }
}
