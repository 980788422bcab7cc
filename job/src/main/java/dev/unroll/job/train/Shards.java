package dev.unroll.job.train;

import java.io.Serializable;

/**
 * Shards that follow each other.
 *
 * @param from the first one
 * @param to behind the last one
 */
record Shards(int from, int to) implements Serializable {

  /** All shards of a run. */
  static Shards all(int count) {
    return new Shards(0, count);
  }

  int size() {
    return to - from;
  }

  boolean contains(Shards other) {
    return from <= other.from && other.to <= to;
  }

  /** {@code shard 3} or {@code shards 4 to 7}. */
  @Override
  public String toString() {
    return size() == 1 ? "shard " + from : "shards %d to %d".formatted(from, to - 1);
  }
}
