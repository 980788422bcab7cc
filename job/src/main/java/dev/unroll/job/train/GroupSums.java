package dev.unroll.job.train;

import java.util.List;

/** Adds up what the groups of shards gave, in the order of the {@link ShardTree}. */
final class GroupSums {
  private GroupSums() {}

  /** The sum over all groups; their arrays go over to it or back to the engine. */
  static Partial add(ShardEngine engine, List<Partial> groups) {
    if (groups.size() == 1) {
      return groups.get(0);
    }
    int middle = ShardTree.middle(0, groups.size());
    return engine.add(
        add(engine, groups.subList(0, middle)), add(engine, groups.subList(middle, groups.size())));
  }
}
