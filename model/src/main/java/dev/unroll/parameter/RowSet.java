package dev.unroll.parameter;

import java.util.Arrays;
import java.util.BitSet;

/** A set of row numbers that remembers the order of insertion; clearing costs its size only. */
public final class RowSet {
  private final BitSet members;
  private int[] order = new int[16];
  private int size;

  /** An empty set of rows below {@code rows}. */
  public RowSet(int rows) {
    this.members = new BitSet(rows);
  }

  /** Adds a row; returns whether it is new. */
  public boolean add(int row) {
    if (members.get(row)) {
      return false;
    }
    members.set(row);
    if (size == order.length) {
      order = Arrays.copyOf(order, 2 * size);
    }
    order[size++] = row;
    return true;
  }

  /** Whether the row is in the set. */
  public boolean contains(int row) {
    return members.get(row);
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  /** The i-th row added. */
  public int row(int i) {
    return order[i];
  }

  /** The rows in rising order, a copy. */
  public int[] sorted() {
    int[] rows = Arrays.copyOf(order, size);
    Arrays.sort(rows);
    return rows;
  }

  /** Removes all rows. */
  public void clear() {
    for (int i = 0; i < size; i++) {
      members.clear(order[i]);
    }
    size = 0;
  }
}
