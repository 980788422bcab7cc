package dev.unroll.batch;

import java.util.Arrays;

/**
 * Where the steps of a batch of sequences lie in a matrix with one column per step: time-major,
 * sequences sorted by falling length, no padding.
 *
 * <p>Step t holds the {@code width(t)} sequences that are longer than t; the column of step t of
 * sequence b is {@code offset(t) + b}. There are {@code columns()} columns in all, one for each
 * step of each sequence.
 */
public final class Packing {
  private final int[] lengths;
  private final int[] widths;
  private final int[] offsets;

  /**
   * A packing of sequences of these lengths.
   *
   * @param lengths falling, each at least 1, at least one of them; copied
   * @throws IllegalArgumentException if they are not
   */
  public Packing(int... lengths) {
    this.lengths = lengths.clone();
    for (int b = 0; b < lengths.length; b++) {
      if (lengths[b] < 1 || (b > 0 && lengths[b] > lengths[b - 1])) {
        throw new IllegalArgumentException(
            "lengths must fall and be >= 1, got " + Arrays.toString(lengths));
      }
    }
    if (lengths.length == 0) {
      throw new IllegalArgumentException("a batch must hold a sequence, got none");
    }
    widths = new int[lengths[0]];
    offsets = new int[lengths[0] + 1];
    int width = lengths.length;
    for (int t = 0; t < widths.length; t++) {
      while (lengths[width - 1] <= t) {
        width--;
      }
      widths[t] = width;
      offsets[t + 1] = offsets[t] + width;
    }
  }

  /** A packing of {@code sequences} sequences of the same length. */
  public static Packing uniform(int sequences, int length) {
    int[] lengths = new int[sequences];
    Arrays.fill(lengths, length);
    return new Packing(lengths);
  }

  /** Number of sequences, m. */
  public int sequences() {
    return lengths.length;
  }

  /** Length of the longest sequence, T. */
  public int steps() {
    return widths.length;
  }

  /** Number of columns, the sum of all lengths. */
  public int columns() {
    return offsets[widths.length];
  }

  /** Length of sequence b. */
  public int length(int b) {
    return lengths[b];
  }

  /** Number of sequences that have a step t. */
  public int width(int t) {
    return widths[t];
  }

  /** First column of step t; {@code offset(steps())} is {@link #columns()}. */
  public int offset(int t) {
    return offsets[t];
  }

  /** Column of step t of sequence b. */
  public int column(int t, int b) {
    return offsets[t] + b;
  }

  /** Column of the last step of sequence b. */
  public int lastColumn(int b) {
    return offsets[lengths[b] - 1] + b;
  }

  /** Whether all sequences have the same length. */
  public boolean isUniform() {
    return lengths[0] == lengths[lengths.length - 1];
  }

  /**
   * The permutation that turns every sequence around: entry {@code column(t, b)} is {@code
   * column(length(b) - 1 - t, b)}. It is its own inverse.
   */
  public int[] reversal() {
    int[] reversal = new int[columns()];
    for (int t = 0; t < widths.length; t++) {
      for (int b = 0; b < widths[t]; b++) {
        reversal[offsets[t] + b] = offsets[lengths[b] - 1 - t] + b;
      }
    }
    return reversal;
  }
}
