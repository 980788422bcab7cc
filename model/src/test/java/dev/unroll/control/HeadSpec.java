package dev.unroll.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands between a recurrent stack and the loss.
 *
 * @param pooling {@code none} (an output per step), {@code last}, {@code mean} or {@code max}
 * @param layers widths of the dense layers before the output
 * @param activation {@code tanh} or {@code relu}, of these layers
 * @param output {@code softmax}, {@code sigmoid}, {@code linear}, {@code crf} or {@code
 *     adaptive-softmax}
 * @param outputSize Y
 * @param tied whether the embedding is the output's weight too
 * @param cutoffs adaptive softmax: where the clusters start
 * @param divValue adaptive softmax: by what factor each cluster is narrower than the one before
 * @param headBias adaptive softmax: whether the short list has a bias
 */
public record HeadSpec(
    String pooling,
    List<Integer> layers,
    String activation,
    String output,
    int outputSize,
    boolean tied,
    List<Integer> cutoffs,
    double divValue,
    boolean headBias) {

  public HeadSpec {
    requireOneOf("pooling", pooling, List.of("none", "last", "mean", "max"));
    requireOneOf("head-activation", activation, List.of("tanh", "relu"));
    requireOneOf(
        "output", output, List.of("softmax", "sigmoid", "linear", "crf", "adaptive-softmax"));
    layers = List.copyOf(layers);
    cutoffs = List.copyOf(cutoffs);
  }

  /** A head without pooling, dense layers and ties. */
  public static HeadSpec perStep(String output, int outputSize) {
    return new HeadSpec("none", List.of(), "tanh", output, outputSize, false, List.of(), 0, false);
  }

  /** An adaptive softmax right on its features. */
  public static HeadSpec adaptive(
      int outputSize, List<Integer> cutoffs, double divValue, boolean headBias) {
    return new HeadSpec(
        "none",
        List.of(),
        "tanh",
        "adaptive-softmax",
        outputSize,
        false,
        cutoffs,
        divValue,
        headBias);
  }

  public boolean pooled() {
    return !pooling.equals("none");
  }

  /** The width of the output's input, where the stack's is {@code width}. */
  int featureSize(int width) {
    return layers.isEmpty() ? width : layers.get(layers.size() - 1);
  }

  /** The names and shapes of its parameters over features of the given width. */
  public Map<String, int[]> shapes(int width) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    addShapes(width, shapes);
    return shapes;
  }

  /** Adds {@link #shapes}. */
  void addShapes(int width, Map<String, int[]> shapes) {
    int features = width;
    for (int j = 0; j < layers.size(); j++) {
      shapes.put("head.dense" + j + ".weight", new int[] {layers.get(j), features});
      shapes.put("head.dense" + j + ".bias", new int[] {layers.get(j)});
      features = layers.get(j);
    }
    if (output.equals("adaptive-softmax")) {
      addAdaptiveShapes(features, shapes);
      return;
    }
    if (!tied) {
      shapes.put("head.weight", new int[] {outputSize, features});
    }
    shapes.put("head.bias", new int[] {outputSize});
    if (output.equals("crf")) {
      shapes.put("crf.transitions", new int[] {outputSize, outputSize});
      shapes.put("crf.start", new int[] {outputSize});
      shapes.put("crf.end", new int[] {outputSize});
    }
  }

  private void addAdaptiveShapes(int features, Map<String, int[]> shapes) {
    int headRows = cutoffs.get(0) + cutoffs.size();
    shapes.put("head.head.weight", new int[] {headRows, features});
    if (headBias) {
      shapes.put("head.head.bias", new int[] {headRows});
    }
    for (int i = 0; i < cutoffs.size(); i++) {
      int projected = (int) Math.floor(features / Math.pow(divValue, i + 1));
      shapes.put("head.tail." + i + ".0.weight", new int[] {projected, features});
      shapes.put(
          "head.tail." + i + ".1.weight", new int[] {clusterEnd(i) - cutoffs.get(i), projected});
    }
  }

  /** One past the last symbol of cluster i. */
  int clusterEnd(int i) {
    return i + 1 < cutoffs.size() ? cutoffs.get(i + 1) : outputSize;
  }

  static void requireOneOf(String key, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          "%s must be one of %s, got %s".formatted(key, allowed, value));
    }
  }
}
