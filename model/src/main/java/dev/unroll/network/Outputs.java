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
      case SOFTMAX -> new SoftmaxOutput(layer(labels, width, embedding, layout));
      case SIGMOID -> new SigmoidOutput(layer(labels, width, embedding, layout));
      case LINEAR -> new LinearOutput(layer(labels, width, embedding, layout));
      case CRF -> {
        Affine emissions = layer(labels, width, embedding, layout);
        Slice transitions = layout.add("crf.transitions", labels, labels);
        Slice start = layout.add("crf.start", labels);
        yield new CrfOutput(emissions, transitions, start, layout.add("crf.end", labels));
      }
      case ADAPTIVE_SOFTMAX ->
          AdaptiveSoftmaxOutput.declare(config.adaptive(), labels, width, layout);
    };
  }

  private static Affine layer(
      int labels, int width, Slice embedding, ParameterLayout.Builder layout) {
    Slice weight = embedding != null ? embedding : layout.add("head.weight", labels, width);
    return new Affine(weight, layout.add("head.bias", labels));
  }

  /**
   * @throws IllegalArgumentException if there are class weights
   */
  static void requireNoClassWeights(Training training, String output) {
    if (training != null && training.classWeights() != null) {
      throw new IllegalArgumentException(
          "class weights must be off with " + output + " outputs, got them");
    }
  }
}
