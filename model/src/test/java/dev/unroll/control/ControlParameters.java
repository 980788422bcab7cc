package dev.unroll.control;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a control network and the gradient of its loss, by name. */
public final class ControlParameters {

  private final Map<String, Tensor> values = new LinkedHashMap<>();
  private final Map<String, Tensor> gradients = new LinkedHashMap<>();

  /**
   * @param shapes the names and shapes that the network needs
   * @param values exactly these, row-major; used in place, so a test may change an element between
   *     two runs
   */
  public ControlParameters(Map<String, int[]> shapes, Map<String, Tensor> values) {
    for (String name : values.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new IllegalArgumentException(
            "parameter %s must be one of %s".formatted(name, shapes.keySet()));
      }
    }
    shapes.forEach(
        (name, shape) -> {
          Tensor value = values.get(name);
          if (value == null || !Arrays.equals(value.shape(), shape)) {
            throw new IllegalArgumentException(
                "parameter %s must have shape %s, got %s"
                    .formatted(
                        name,
                        Arrays.toString(shape),
                        value == null ? "no such parameter" : Arrays.toString(value.shape())));
          }
          this.values.put(name, value);
          gradients.put(name, new Tensor(shape, new double[value.data().length]));
        });
  }

  /** The gradient of the last run's loss by every parameter. */
  public Map<String, Tensor> gradients() {
    return gradients;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  void clearGradients() {
    gradients.values().forEach(g -> Arrays.fill(g.data(), 0));
  }

  /** The whole of a matrix, or of a vector as a matrix of one column. */
  Rows rows(String name) {
    return rows(name, 0, 1);
  }

  /** Block number {@code block} of {@code blocks} of equally many rows. */
  Rows rows(String name, int block, int blocks) {
    Tensor value = values.get(name);
    int count = value.shape()[0] / blocks;
    int columns = value.shape().length == 1 ? 1 : value.shape()[1];
    return new Rows(value.data(), gradients.get(name).data(), block * count, count, columns);
  }
}
