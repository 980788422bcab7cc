package dev.unroll.parameter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The slices of a model's flat parameter array, in order and without gaps. */
public final class ParameterLayout {
  private final List<Slice> slices;
  private final Map<String, Slice> byName = new LinkedHashMap<>();
  private final int size;

  private ParameterLayout(List<Slice> slices) {
    this.slices = List.copyOf(slices);
    int end = 0;
    for (Slice slice : slices) {
      if (slice.offset() != end) {
        throw new IllegalArgumentException(
            slice.name() + " must start at " + end + ", got " + slice.offset());
      }
      if (byName.put(slice.name(), slice) != null) {
        throw new IllegalArgumentException(slice.name() + " must occur once, got a second one");
      }
      end = slice.end();
    }
    this.size = end;
  }

  /** The slices in the order of the flat array. */
  public List<Slice> slices() {
    return slices;
  }

  /** Number of floats of all slices. */
  public int size() {
    return size;
  }

  /** Whether a slice of this name exists. */
  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /**
   * The slice of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Slice slice(String name) {
    Slice slice = byName.get(name);
    if (slice == null) {
      throw new IllegalArgumentException(
          "parameter must be one of " + byName.keySet() + ", got " + name);
    }
    return slice;
  }

  /** Collects slices one behind the other. */
  public static final class Builder {
    private final List<Slice> slices = new ArrayList<>();
    private int end;

    /** Appends a slice that is stored as PyTorch's row-major tensor. */
    public Slice add(String name, int... shape) {
      return add(name, false, 0, shape);
    }

    /** Appends a slice; see {@link Slice} for the meaning of the arguments. */
    public Slice add(String name, boolean transposed, int sparseRows, int... shape) {
      List<Integer> dimensions = new ArrayList<>();
      for (int dimension : shape) {
        dimensions.add(dimension);
      }
      Slice slice = new Slice(name, dimensions, end, transposed, sparseRows);
      end = Math.addExact(end, slice.size());
      slices.add(slice);
      return slice;
    }

    /** The finished layout. */
    public ParameterLayout build() {
      return new ParameterLayout(slices);
    }
  }
}
