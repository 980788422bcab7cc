package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlowTasksTest {
  private final SlowTasks slow = new SlowTasks();

  /** Looks at a step of tasks that took so many milliseconds each. */
  private Optional<String> look(long atSecond, int... milliseconds) {
    List<SlowTasks.Seen> times = new ArrayList<>();
    long longest = 0;
    for (int i = 0; i < milliseconds.length; i++) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(milliseconds[i]);
      TaskReport task =
          new TaskReport("" + i, "host", 40 + i, new Shards(2 * i, 2 * i + 2), TaskTime.NONE);
      times.add(new SlowTasks.Seen(task, nanos));
      longest = Math.max(longest, nanos);
    }
    return slow.look(12, times, longest, TimeUnit.SECONDS.toNanos(atSecond));
  }

  @Test
  void look_moreThanHalfOfTheStep_namesTaskExecutorAndShards() {
    assertEquals(
        "step 12 waited for task 41 of executor 1 on host (shards 2 to 3):"
            + " 900 ms, where the median of 3 tasks took 101 ms",
        look(0, 100, 900, 101).orElseThrow());
  }

  @Test
  void look_halfOfTheStep_isLetThrough() {
    assertEquals(Optional.empty(), look(0, 100, 200));
    assertEquals(Optional.empty(), look(0, 100, 100, 100));
    assertEquals(Optional.empty(), look(0, 100));
    assertEquals(Optional.empty(), look(0, 1, 50), "a pause of the JVM");
  }

  @Test
  void look_severalSlowTasks_namesTheSlowest() {
    assertEquals(true, look(0, 10, 900, 11, 901).orElseThrow().contains("executor 3"));
  }

  @Test
  void look_theSameTaskAgain_isNamedOnceAMinute() {
    assertEquals(true, look(0, 1, 900).isPresent());
    assertEquals(false, look(59, 1, 900).isPresent());
    assertEquals(true, look(60, 1, 900).isPresent());
    assertEquals(true, look(61, 900, 1).isPresent(), "another one is named at once");
  }
}
