package dev.unroll.parameter;

import dev.unroll.linalg.Kernels;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gradients of all parameters of a model: one flat array like the parameters', and for the sparse
 * part of a slice the set of rows that an input symbol touched.
 *
 * <p>Sparse rows outside the touched set hold zeros, always. Clearing and adding cost in proportion
 * to the dense part and the touched rows, never to the size of an input vocabulary.
 */
public final class Gradients {
  private final ParameterLayout layout;
  private final float[] values;
  private final Map<String, RowSet> touched = new LinkedHashMap<>();

  /** Zero gradients for the layout. */
  public Gradients(ParameterLayout layout) {
    this.layout = layout;
    this.values = new float[layout.size()];
    for (Slice slice : layout.slices()) {
      if (slice.sparseRows() > 0) {
        touched.put(slice.name(), new RowSet(slice.sparseRows()));
      }
    }
  }

  /** The layout, which is the parameters' too. */
  public ParameterLayout layout() {
    return layout;
  }

  /** The flat array; owned by this object, added to by the backward pass. */
  public float[] values() {
    return values;
  }

  /**
   * The rows of a sparse slice that hold a gradient.
   *
   * @throws IllegalArgumentException if the slice has no sparse rows
   */
  public RowSet touched(Slice slice) {
    RowSet rows = touched.get(slice.name());
    if (rows == null) {
      throw new IllegalArgumentException(slice.name() + " must have sparse rows, got none");
    }
    return rows;
  }

  /** Sets every gradient to zero and forgets the touched rows. */
  public void clear() {
    for (Slice slice : layout.slices()) {
      Arrays.fill(values, slice.offset() + slice.sparseSize(), slice.end(), 0f);
    }
    clearRows();
  }

  /** Sets the sparse rows to zero and forgets the touched ones; the dense parts stay. */
  public void clearRows() {
    for (Slice slice : layout.slices()) {
      if (slice.sparseRows() > 0) {
        RowSet rows = touched(slice);
        int length = slice.rowLength();
        for (int i = 0; i < rows.size(); i++) {
          int start = slice.offset() + rows.row(i) * length;
          Arrays.fill(values, start, start + length, 0f);
        }
        rows.clear();
      }
    }
  }

  /** Adds the other gradients, of the same layout, into these. */
  public void add(Gradients other) {
    for (Slice slice : layout.slices()) {
      addRange(other.values, slice.offset() + slice.sparseSize(), slice.end());
      if (slice.sparseRows() > 0) {
        RowSet rows = touched(slice);
        RowSet more = other.touched(slice);
        int length = slice.rowLength();
        for (int i = 0; i < more.size(); i++) {
          int row = more.row(i);
          rows.add(row);
          int start = slice.offset() + row * length;
          addRange(other.values, start, start + length);
        }
      }
    }
  }

  private void addRange(float[] from, int start, int end) {
    Kernels.get().add(from, start, values, start, end - start);
  }
}
