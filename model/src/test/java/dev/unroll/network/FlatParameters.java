package dev.unroll.network;

import dev.unroll.control.Tensor;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named row-major tensors to a network's flat array, and back. */
final class FlatParameters {

  private FlatParameters() {}

  /**
   * @throws IllegalArgumentException if the names or shapes are not the layout's
   */
  static float[] flat(ParameterLayout layout, Map<String, Tensor> tensors) {
    if (tensors.size() != layout.slices().size()) {
      throw new IllegalArgumentException(
          "parameters must be %s, got %s".formatted(layout.slices(), tensors.keySet()));
    }
    float[] flat = new float[layout.size()];
    tensors.forEach(
        (name, tensor) -> {
          Slice slice = layout.slice(name);
          int[] shape = slice.shape().stream().mapToInt(Integer::intValue).toArray();
          double[] data = new Tensor(shape, tensor.data()).data();
          for (int i = 0; i < data.length; i++) {
            flat[slice.offset() + stored(slice, i)] = (float) data[i];
          }
        });
    return flat;
  }

  /** The tensors that a flat array holds. */
  static Map<String, Tensor> tensors(ParameterLayout layout, float[] flat) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Slice slice : layout.slices()) {
      int[] shape = slice.shape().stream().mapToInt(Integer::intValue).toArray();
      double[] data = new double[slice.size()];
      for (int i = 0; i < data.length; i++) {
        data[i] = flat[slice.offset() + stored(slice, i)];
      }
      tensors.put(slice.name(), new Tensor(shape, data));
    }
    return tensors;
  }

  /** Where element i of the row-major tensor is stored in its slice. */
  private static int stored(Slice slice, int i) {
    if (!slice.transposed()) {
      return i;
    }
    int rows = slice.shape().get(0);
    int columns = slice.shape().get(1);
    return i % columns * rows + i / columns;
  }
}
