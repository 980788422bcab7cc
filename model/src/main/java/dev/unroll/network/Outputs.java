package dev.unroll.network;

import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;

/** Declares the parameters of the output that a configuration names. */
final class Outputs {
  private Outputs() {}

  /**
   * @param width width of the vectors that the output reads
   * @param embedding stands in for {@code head.weight} when tied; null otherwise
   */
  static Output declare(
      NetworkConfig config, int width, Slice embedding, ParameterLayout.Builder layout) {
    int labels = config.outputSize();
    return switch (config.output()) {
      case SOFTMAX -> {
        Slice weight = weight(labels, width, embedding, layout);
        yield new SoftmaxOutput(weight, layout.add("head.bias", labels));
      }
      default ->
          throw new IllegalArgumentException("output must be softmax, got " + config.output());
    };
  }

  private static Slice weight(
      int labels, int width, Slice embedding, ParameterLayout.Builder layout) {
    return embedding != null ? embedding : layout.add("head.weight", labels, width);
  }
}
