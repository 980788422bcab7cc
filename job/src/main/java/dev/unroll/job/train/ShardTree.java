package dev.unroll.job.train;

/**
 * The one binary tree in which the gradients of the shards are added, whoever computes them.
 *
 * <pre>
 * sum[from, to) = sum[from, mid) + sum[mid, to),  mid - from = largest power of two below to - from
 * </pre>
 *
 * <p>Float addition is not associative, so the tree is part of the recipe. Aligned groups of 2^j
 * shards are nodes of it: a task that owns such a group adds it up by itself, a process whose tasks
 * own all of a larger node adds up that one, and what is left is the same tree.
 */
final class ShardTree {
  private ShardTree() {}

  /** Where the node [from, to), of at least two leaves, divides. */
  static int middle(int from, int to) {
    return from + Integer.highestOneBit(to - from - 1);
  }

  /** The node right above another one, which must not be the root. */
  static Shards parent(Shards node, Shards root) {
    int from = root.from();
    int to = root.to();
    while (true) {
      int middle = middle(from, to);
      boolean left = node.to() <= middle;
      if (left ? node.equals(new Shards(from, middle)) : node.equals(new Shards(middle, to))) {
        return new Shards(from, to);
      }
      if (left) {
        to = middle;
      } else {
        from = middle;
      }
    }
  }

  /** The other child of a node's parent. */
  static Shards sibling(Shards node, Shards parent) {
    return node.from() == parent.from()
        ? new Shards(node.to(), parent.to())
        : new Shards(parent.from(), node.from());
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

  /** The shards of a group. */
  static Shards group(int number, int groupSize, int shards) {
    return new Shards(number * groupSize, Math.min(shards, (number + 1) * groupSize));
  }
}
