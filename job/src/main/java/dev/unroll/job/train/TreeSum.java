package dev.unroll.job.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up the sums over nodes of the {@link ShardTree} as they come, in whatever order: a sum waits
 * for the one over its sibling, and both become that over their parent.
 */
final class TreeSum {
  private final ShardEngine engine;
  private final Shards root;
  private final Shards own;
  private final Map<Shards, Partial> waiting = new HashMap<>();

  /** The sum over a node. */
  record Sum(Shards node, Partial partial) {}

  /**
   * Sums of one step.
   *
   * @param root all shards
   * @param own the shards that are added up here
   */
  TreeSum(ShardEngine engine, Shards root, Shards own) {
    this.engine = engine;
    this.root = root;
    this.own = own;
  }

  /**
   * Takes in the sum over a node; its arrays go over to this object.
   *
   * @return the sum over the node, or one above, to which nothing here can be added any more; empty
   *     as long as there is something to come
   */
  Optional<Sum> add(Shards node, Partial sum) {
    Shards nextNode = node;
    Partial nextSum = sum;
    while (!nextNode.equals(root)) {
      Shards parent = ShardTree.parent(nextNode, root);
      if (!own.contains(parent)) {
        break;
      }
      Partial other = meet(nextNode, nextSum, ShardTree.sibling(nextNode, parent));
      if (other == null) {
        return Optional.empty();
      }
      boolean left = nextNode.from() == parent.from();
      nextSum = left ? engine.add(nextSum, other) : engine.add(other, nextSum);
      nextNode = parent;
    }
    return Optional.of(new Sum(nextNode, nextSum));
  }

  /** The sum over the sibling; null if it is not there yet and will find this one waiting. */
  private synchronized Partial meet(Shards node, Partial sum, Shards sibling) {
    Partial other = waiting.remove(sibling);
    if (other == null) {
      waiting.put(node, sum);
    }
    return other;
  }

  /** Gives the arrays of what still waits back to the engine. */
  synchronized void release() {
    waiting.values().forEach(sum -> engine.release(sum.gradients()));
    waiting.clear();
  }
}
