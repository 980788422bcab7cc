package dev.unroll.job.train;

/**
 * The one binary tree in which the gradients of the shards are added, whoever computes them.
 *
 * <pre>
 * sum[from, to) = sum[from, mid) + sum[mid, to),  mid - from = largest power of two below to - from
 * </pre>
 *
 * <p>Float addition is not associative, so the tree is part of the recipe. Aligned groups of 2^j
 * shards are nodes of it: a task that owns such a group adds it up by itself, and the sum over the
 * groups is the same tree over group numbers.
 */
final class ShardTree {
  private ShardTree() {}

  /** Where the node [from, to), of at least two leaves, divides. */
  static int middle(int from, int to) {
    return from + Integer.highestOneBit(to - from - 1);
  }

  /** The smallest group size, a power of two, that makes at most {@code tasks} groups. */
  static int groupSize(int shards, int tasks) {
    int size = 1;
    while (groups(shards, size) > tasks) {
      size *= 2;
    }
    return size;
  }

  /** Number of groups. */
  static int groups(int shards, int groupSize) {
    return (shards + groupSize - 1) / groupSize;
  }
}
