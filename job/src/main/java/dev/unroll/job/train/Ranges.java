package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The parts of a flat array that a step touches, read as one sequence of floats: the dense part of
 * every slice, and of its sparse part the touched rows. Gradients and changed parameters travel in
 * this order.
 */
final class Ranges {
  private int[] starts = new int[16];

  /** The number of floats before each range, and behind the last one of all. */
  private int[] before = new int[17];

  private int count;

  private Ranges() {}

  /** The touched rows of each slice that has sparse rows, rising, in the order of the layout. */
  static int[][] rows(Gradients gradients) {
    return gradients.layout().slices().stream()
        .filter(slice -> slice.sparseRows() > 0)
        .map(slice -> gradients.touched(slice).sorted())
        .toArray(int[][]::new);
  }

  /**
   * The ranges of a step.
   *
   * @param rows see {@link #rows}; null for the whole array
   */
  static Ranges of(ParameterLayout layout, int[][] rows) {
    Ranges ranges = new Ranges();
    if (rows == null) {
      ranges.append(0, layout.size());
      return ranges;
    }
    int next = 0;
    for (Slice slice : layout.slices()) {
      if (slice.sparseRows() > 0) {
        for (int row : rows[next]) {
          ranges.append(slice.offset() + row * slice.rowLength(), slice.rowLength());
        }
        next++;
      }
      ranges.append(slice.offset() + slice.sparseSize(), slice.size() - slice.sparseSize());
    }
    return ranges;
  }

  private void append(int start, int length) {
    if (length == 0) {
      return;
    }
    if (count > 0 && starts[count - 1] + before[count] - before[count - 1] == start) {
      before[count] += length;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      before = Arrays.copyOf(before, 2 * count + 1);
    }
    starts[count] = start;
    count++;
    before[count] = before[count - 1] + length;
  }

  /** Number of floats in all ranges. */
  int size() {
    return before[count];
  }

  /** Fills the buffer with the floats from number {@code at} on. */
  void copyOut(float[] values, int at, FloatBuffer out) {
    int range = find(at);
    for (int i = at; out.hasRemaining(); range++) {
      int n = Math.min(before[range + 1] - i, out.remaining());
      out.put(values, starts[range] + i - before[range], n);
      i += n;
    }
  }

  /** Copies all of the buffer to where the floats from number {@code at} on lie. */
  void copyIn(FloatBuffer in, int at, float[] values) {
    int range = find(at);
    for (int i = at; in.hasRemaining(); range++) {
      int n = Math.min(before[range + 1] - i, in.remaining());
      in.get(values, starts[range] + i - before[range], n);
      i += n;
    }
  }

  /** The range with the float of this number. */
  private int find(int at) {
    int found = Arrays.binarySearch(before, 0, count + 1, at);
    return found >= 0 ? found : -found - 2;
  }
}
