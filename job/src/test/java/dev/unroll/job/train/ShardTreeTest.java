package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  void parent_ofEveryNode_isTheOneThatDividesIntoIt(int shards) {
    Shards root = Shards.all(shards);
    List<Shards> nodes = new ArrayList<>(List.of(root));
    for (int i = 0; i < nodes.size(); i++) {
      Shards node = nodes.get(i);
      if (node.size() > 1) {
        int middle = ShardTree.middle(node.from(), node.to());
        Shards left = new Shards(node.from(), middle);
        Shards right = new Shards(middle, node.to());
        assertEquals(node, ShardTree.parent(left, root));
        assertEquals(node, ShardTree.parent(right, root));
        assertEquals(right, ShardTree.sibling(left, node));
        assertEquals(left, ShardTree.sibling(right, node));
        nodes.addAll(List.of(left, right));
      }
    }
  }
}
