package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.network.LossSum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeSumTest {
  private static final ShardEngine ENGINE = new ShardEngine(Programs.tiny(1));

  /** Doubles whose sum depends on the order of addition. */
  private static double value(int shard) {
    return Math.pow(10, 17 * (shard % 3)) / (shard + 1);
  }

  private static double sum(int from, int to) {
    if (to - from == 1) {
      return value(from);
    }
    int middle = ShardTree.middle(from, to);
    return sum(from, middle) + sum(middle, to);
  }

  private static Partial leaf(int shard) {
    return new Partial(new LossSum(value(shard), 1, 1), shard, null, List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13})
  void add_inAnyOrder_addsInTheOrderOfTheTree(int shards) {
    for (int seed = 0; seed < 20; seed++) {
      List<Integer> order = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        order.add(shard);
      }
      Collections.shuffle(order, new Random(seed));
      TreeSum sums = new TreeSum(ENGINE, Shards.all(shards), Shards.all(shards));
      Optional<TreeSum.Sum> whole = Optional.empty();
      for (int shard : order) {
        assertTrue(whole.isEmpty(), "complete before the last one");
        whole = sums.add(new Shards(shard, shard + 1), leaf(shard));
      }
      assertEquals(Shards.all(shards), whole.orElseThrow().node());
      Partial sum = whole.get().partial();
      assertEquals(sum(0, shards), sum.loss().loss());
      assertEquals(shards, sum.loss().count());
      assertEquals(shards * (shards - 1) / 2, sum.symbols());
    }
  }

  @Test
  void add_someOfTheShards_givesTheirLargestNodes() {
    List<Shards> nodes = new ArrayList<>();
    TreeSum sums = new TreeSum(ENGINE, Shards.all(11), new Shards(2, 11));
    for (int shard = 2; shard < 11; shard++) {
      sums.add(new Shards(shard, shard + 1), leaf(shard))
          .ifPresent(
              sum -> {
                nodes.add(sum.node());
                assertEquals(sum(sum.node().from(), sum.node().to()), sum.partial().loss().loss());
              });
    }
    assertEquals(List.of(new Shards(2, 4), new Shards(4, 8), new Shards(8, 11)), nodes);
  }
}
