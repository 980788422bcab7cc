package dev.unroll.parameter;

import java.util.List;

/**
 * A named part of a model's flat parameter array.
 *
 * <p>The name and the shape are PyTorch's (row-major, as in {@code model.safetensors}). A {@code
 * transposed} slice lies in the flat array as the transpose of that tensor: the weights of a
 * recurrent layer, shape (G·H, X), are stored so that the G·H floats of one input lie together,
 * which is a column-major (G·H, X) matrix for BLAS and a plain gather for one-hot input.
 *
 * @param name the tensor's name, for example {@code rnn.weight_ih_l0}
 * @param shape the tensor's shape, row-major, one or two dimensions
 * @param offset index of the first float in the flat array
 * @param transposed whether the flat array holds the transpose
 * @param sparseRows how many of the leading storage rows belong to input symbols; their gradients
 *     travel as touched rows only, and an optimizer leaves rows alone that no symbol touched
 */
public record Slice(
    String name, List<Integer> shape, int offset, boolean transposed, int sparseRows) {

  /** Checks that the shape has one or two positive dimensions and that the sparse rows exist. */
  public Slice {
    shape = List.copyOf(shape);
    if (shape.isEmpty() || shape.size() > 2 || shape.stream().anyMatch(d -> d < 1)) {
      throw new IllegalArgumentException(
          name + " must have one or two positive dimensions, got " + shape);
    }
    int rows = transposed ? shape.get(shape.size() - 1) : shape.get(0);
    if (sparseRows < 0 || sparseRows > rows) {
      throw new IllegalArgumentException(
          name + " must have 0 to " + rows + " sparse rows, got " + sparseRows);
    }
  }

  /** Number of floats. */
  public int size() {
    int size = 1;
    for (int dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  /** Index behind the last float in the flat array. */
  public int end() {
    return offset + size();
  }

  /**
   * Where a value of the tensor lies in the flat array.
   *
   * @param index its row-major index in the tensor
   */
  public int at(int index) {
    if (!transposed) {
      return offset + index;
    }
    int columns = rows();
    return offset + index % columns * rowLength() + index / columns;
  }

  /** Number of storage rows: inputs of a transposed slice, the first dimension of any other. */
  public int rows() {
    return transposed ? shape.get(shape.size() - 1) : shape.get(0);
  }

  /** Floats in one storage row. */
  public int rowLength() {
    return size() / rows();
  }

  /** Floats at the head of the slice whose gradient exists for touched rows only. */
  public int sparseSize() {
    return sparseRows * rowLength();
  }
}
