package dev.unroll.job.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds the task that holds up the others. A task is slow where it costs more than half of a step:
 * where the step would have taken less than half of its time, had the task been as quick as the
 * median one; what costs no more than a pause of the JVM is let through. The same task is named
 * again only after a minute.
 */
final class SlowTasks {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * A task as the driver saw it.
   *
   * @param nanos until its result was there, in nanoseconds
   */
  record Seen(TaskReport task, long nanos) {}

  private String named = "";
  private long namedAt;

  /**
   * Looks at a finished step.
   *
   * @param tasks all tasks of the step
   * @param stepNanos how long the driver waited for all of them
   * @param now {@link System#nanoTime}
   * @return a sentence about the slow task; empty if there is none, or none to be named again
   */
  Optional<String> look(long step, List<Seen> tasks, long stepNanos, long now) {
    if (tasks.size() < 2) {
      return Optional.empty();
    }
    List<Seen> sorted = new ArrayList<>(tasks);
    sorted.sort(Comparator.comparingLong(Seen::nanos));
    Seen slowest = sorted.get(sorted.size() - 1);
    long median = sorted.get((sorted.size() - 1) / 2).nanos();
    long cost = slowest.nanos() - median;
    if (2 * cost <= stepNanos || cost < LEAST_NANOS) {
      return Optional.empty();
    }
    String name =
        "executor %s on %s (%s)"
            .formatted(slowest.task().executor(), slowest.task().host(), slowest.task().shards());
    if (name.equals(named) && now - namedAt < SILENCE_NANOS) {
      return Optional.empty();
    }
    named = name;
    namedAt = now;
    return Optional.of(
        "step %d waited for task %d of %s: %d ms, where the median of %d tasks took %d ms"
            .formatted(
                step,
                slowest.task().task(),
                name,
                slowest.nanos() / 1_000_000,
                tasks.size(),
                median / 1_000_000));
  }
}
