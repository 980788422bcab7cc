package dev.unroll.job.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which shards a task of a round computes. Spark deals tasks out to executors one by one; shards
 * are dealt so that those of one process follow each other, because then large nodes of the {@link
 * ShardTree} lie in one process. Every task comes to the same division by itself.
 *
 * @param task the shards of the task
 * @param process the shards of all tasks of its process
 */
record Placement(Shards task, Shards process) {

  /**
   * The placement of one task.
   *
   * @param addresses the process of each task of the round
   * @param number of the task
   */
  static Placement of(List<String> addresses, int number, int groupSize, int shards) {
    Map<String, List<Integer>> processes = new LinkedHashMap<>();
    for (int task = 0; task < addresses.size(); task++) {
      processes.computeIfAbsent(addresses.get(task), a -> new ArrayList<>()).add(task);
    }
    // Large processes first: their shards then begin at large powers of two.
    List<List<Integer>> ordered = new ArrayList<>(processes.values());
    ordered.sort((a, b) -> b.size() - a.size());
    int first = 0;
    for (List<Integer> tasks : ordered) {
      int place = tasks.indexOf(number);
      if (place >= 0) {
        return new Placement(
            ShardTree.group(first + place, groupSize, shards),
            new Shards(first * groupSize, Math.min(shards, (first + tasks.size()) * groupSize)));
      }
      first += tasks.size();
    }
    throw new IllegalArgumentException("task must be one of %s, got %d".formatted(ordered, number));
  }

  /** Whether the task speaks with the driver for its process. */
  boolean leads() {
    return task.from() == process.from();
  }
}
