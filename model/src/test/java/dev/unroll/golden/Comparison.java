package dev.unroll.golden;

import dev.unroll.control.Tensor;
import java.util.Map;

/** Compares named tensors with the expected ones. */
final class Comparison {

  private Comparison() {}

  /**
   * Every expected tensor must be there and close enough; there may be more.
   *
   * @param who computed {@code got}, for the message
   * @param tolerance of {@link Tensor#error}
   */
  static void check(
      String who, Map<String, Tensor> got, Map<String, Tensor> expected, double tolerance) {
    expected.forEach(
        (name, want) -> {
          Tensor value = got.get(name);
          if (value == null) {
            throw new AssertionError(
                "%s must give %s, got only %s".formatted(who, name, got.keySet()));
          }
          double error;
          try {
            error = Tensor.error(value, want);
          } catch (IllegalArgumentException e) {
            throw new AssertionError(who + ", " + name + ": " + e.getMessage(), e);
          }
          if (!(error <= tolerance)) {
            throw new AssertionError(
                "%s, %s: error must be <= %g, got %g".formatted(who, name, tolerance, error));
          }
        });
  }

  /** A case without these would pass by saying nothing. */
  static void requireLossAndGradients(
      Map<String, Tensor> expected, Map<String, Tensor> parameters) {
    if (!expected.containsKey("loss")) {
      throw new IllegalArgumentException("expected.loss must be given, got no such field");
    }
    for (String name : parameters.keySet()) {
      if (!expected.containsKey("gradients/" + name)) {
        throw new IllegalArgumentException(
            "expected.gradients.%s must be given, got no such field".formatted(name));
      }
    }
  }
}
