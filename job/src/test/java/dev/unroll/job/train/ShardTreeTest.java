package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.network.LossSum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTreeTest {

  /** The tree as a text: numbers in brackets as they are added. */
  private static String tree(int from, int to) {
    if (to - from == 1) {
      return "" + from;
    }
    int middle = ShardTree.middle(from, to);
    return "(" + tree(from, middle) + " " + tree(middle, to) + ")";
  }

  @Test
  void middle_dividesAtPowersOfTwo() {
    assertEquals("(0 1)", tree(0, 2));
    assertEquals("((0 1) 2)", tree(0, 3));
    assertEquals("(((0 1) (2 3)) ((4 5) 6))", tree(0, 7));
  }

  /** The tree in which groups are added, each group replaced by its own tree. */
  private static String treeOfGroups(int shards, int size, int from, int to) {
    if (to - from == 1) {
      return tree(from * size, Math.min(shards, (from + 1) * size));
    }
    int middle = ShardTree.middle(from, to);
    return "("
        + treeOfGroups(shards, size, from, middle)
        + " "
        + treeOfGroups(shards, size, middle, to)
        + ")";
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 16, 23})
  void groups_ofAnyNumberOfTasks_areNodesOfTheTree(int shards) {
    for (int tasks = 1; tasks <= shards + 1; tasks++) {
      int size = ShardTree.groupSize(shards, tasks);
      int groups = ShardTree.groups(shards, size);
      assertTrue(groups <= tasks, shards + " shards, " + tasks + " tasks");
      assertEquals(tree(0, shards), treeOfGroups(shards, size, 0, groups));
    }
  }

  @ParameterizedTest
  @CsvSource({"8,8,1", "8,7,2", "8,2,4", "8,1,8", "5,2,4", "5,3,2", "1,4,1"})
  void groupSize_isTheSmallestThatFits(int shards, int tasks, int size) {
    assertEquals(size, ShardTree.groupSize(shards, tasks));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13})
  void groupSums_addInTheOrderOfTheTree(int groups) {
    // Doubles whose sum depends on the order of addition.
    double[] values = new double[groups];
    List<Partial> parts = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      values[i] = Math.pow(10, 17 * (i % 3)) / (i + 1);
      parts.add(new Partial(new LossSum(values[i], 1, 1), i, null, TaskTime.NONE));
    }
    Partial sum = GroupSums.add(new ShardEngine(Programs.tiny(groups)), parts);
    assertEquals(sum(values, 0, groups), sum.loss().loss());
    assertEquals(groups, sum.loss().count());
    assertEquals(groups * (groups - 1) / 2, sum.symbols());
  }

  private static double sum(double[] values, int from, int to) {
    if (to - from == 1) {
      return values[from];
    }
    int middle = ShardTree.middle(from, to);
    return sum(values, from, middle) + sum(values, middle, to);
  }
}
