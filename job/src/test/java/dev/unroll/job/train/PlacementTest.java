package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

  @Test
  void of_tasksDealtInTurn_bringsAProcessTogether() {
    List<String> addresses = List.of("a:1", "b:1", "a:1", "b:1");
    assertEquals(new Placement(new Shards(0, 2), new Shards(0, 4)), place(addresses, 0, 2, 8));
    assertEquals(new Placement(new Shards(4, 6), new Shards(4, 8)), place(addresses, 1, 2, 8));
    assertEquals(new Placement(new Shards(2, 4), new Shards(0, 4)), place(addresses, 2, 2, 8));
    assertEquals(new Placement(new Shards(6, 8), new Shards(4, 8)), place(addresses, 3, 2, 8));
    assertTrue(place(addresses, 1, 2, 8).leads());
    assertFalse(place(addresses, 3, 2, 8).leads());
  }

  @Test
  void of_unequalProcesses_largeOnesFirst() {
    List<String> addresses = List.of("a", "b", "b", "c");
    assertEquals(new Shards(0, 2), place(addresses, 2, 1, 4).process());
    assertEquals(new Shards(2, 3), place(addresses, 0, 1, 4).process());
  }

  @ParameterizedTest
  @CsvSource({"1,1,a", "5,2,aba", "7,1,abcabca", "13,2,aaabcbb"})
  void of_allTasks_coversEveryShardOnce(int shards, int groupSize, String processes) {
    List<String> addresses = List.of(processes.split(""));
    List<Shards> tasks = new ArrayList<>();
    for (int task = 0; task < addresses.size(); task++) {
      Placement placement = place(addresses, task, groupSize, shards);
      assertTrue(placement.process().contains(placement.task()), placement.toString());
      tasks.add(placement.task());
    }
    tasks.sort(Comparator.comparingInt(Shards::from));
    int next = 0;
    for (Shards task : tasks) {
      assertEquals(next, task.from());
      next = task.to();
    }
    assertEquals(shards, next);
  }

  private static Placement place(List<String> addresses, int task, int groupSize, int shards) {
    return Placement.of(addresses, task, groupSize, shards);
  }
}
