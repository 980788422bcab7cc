package dev.unroll.job.train;

import dev.unroll.job.report.StepTime;
import java.io.Serializable;
import java.util.List;

/**
 * What a task has spent on its shards in one step, in nanoseconds.
 *
 * @param computing from the first shard's data to the last one's gradient
 * @param products of that in matrix products; where tasks share a process, one may hold a part of
 *     another's, and only the sum over the tasks is exact
 */
record TaskTime(long computing, long products) implements Serializable {

  /** No time at all. */
  static final TaskTime NONE = new TaskTime(0, 0);

  TaskTime plus(TaskTime other) {
    return new TaskTime(computing + other.computing, products + other.products);
  }

  /**
   * The parts of a step.
   *
   * @param tasks those that shared it, at least one
   * @param exchanging wall time from asking the exchange to its answer
   * @param whole wall time of the step
   */
  static StepTime ofStep(List<TaskTime> tasks, long exchanging, long whole) {
    long slowest = tasks.stream().mapToLong(TaskTime::computing).max().orElseThrow();
    TaskTime sum = tasks.stream().reduce(NONE, TaskTime::plus);
    long computing = sum.computing() / tasks.size();
    long products = Math.min(sum.products() / tasks.size(), computing);
    return new StepTime(
        products,
        computing - products,
        slowest - computing,
        Math.max(0, exchanging - slowest),
        whole - Math.max(slowest, exchanging));
  }
}
