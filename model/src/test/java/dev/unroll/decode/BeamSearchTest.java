package dev.unroll.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Packing;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeamSearchTest {

  /** Sums of a few float log-probabilities, computed in other shapes. */
  private static final double FLOAT_TOLERANCE = 1e-5;

  private static final int EOS = 1;
  private static final int SYMBOLS = 4;

  /** Large parameters, so that the distributions are far from uniform. */
  private static final Initialization WIDE =
      new Initialization(Initialization.Kind.UNIFORM, 1.5, Double.NaN);

  private final EncoderDecoder network = network(null);
  private final float[] parameters = network.initialize(WIDE, 4);
  private final Workspace workspace = network.newWorkspace();
  private final BeamSearch search = new BeamSearch(network, parameters, EOS);

  private static EncoderDecoder network(AdaptiveClusters adaptive) {
    return new EncoderDecoder(
        new EncoderDecoderConfig(
            CellKind.LSTM,
            1,
            5,
            true,
            6,
            3,
            0,
            SYMBOLS,
            2,
            AttentionKind.GENERAL,
            List.of(),
            HeadActivation.TANH,
            false,
            adaptive));
  }

  private static SequenceBatch sources(int[]... sources) {
    Packing packing = new Packing(Arrays.stream(sources).mapToInt(s -> s.length).toArray());
    int[] tokens = new int[packing.columns()];
    for (int b = 0; b < sources.length; b++) {
      for (int t = 0; t < sources[b].length; t++) {
        tokens[packing.column(t, b)] = sources[b][t];
      }
    }
    return SequenceBatch.ofTokens(packing, new long[sources.length], tokens, null);
  }

  private static final int[][] SOURCES = {{5, 2, 3, 4}, {1, 2, 5}, {3, 0, 1}, {2}};

  private static double logProbability(
      EncoderDecoder network, float[] parameters, int[] source, int[] target) {
    int[] inputs = new int[target.length];
    inputs[0] = -1;
    System.arraycopy(target, 0, inputs, 1, target.length - 1);
    Packing packing = new Packing(target.length);
    SequenceBatch targets =
        SequenceBatch.ofTokens(packing, new long[1], inputs, new Target.Ids(target));
    PairBatch pair = new PairBatch(sources(source), targets, new int[] {0});
    return -network.loss(parameters, pair, network.newWorkspace()).loss();
  }

  /** Every target that ends within the limit, and every one that is cut off by it. */
  private static List<int[]> everyTarget(int maxLength) {
    List<int[]> all = new ArrayList<>();
    List<int[]> open = new ArrayList<>(List.of(new int[0]));
    for (int length = 1; length <= maxLength; length++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] prefix : open) {
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
          int[] target = Arrays.copyOf(prefix, length);
          target[length - 1] = symbol;
          (symbol == EOS || length == maxLength ? all : longer).add(target);
        }
      }
      open = longer;
    }
    return all;
  }

  private void checkWideBeam(EncoderDecoder network, float[] parameters, double alpha) {
    BeamSearch search = new BeamSearch(network, parameters, EOS);
    for (int[] source : SOURCES) {
      int[] best = null;
      double bestScore = Double.NEGATIVE_INFINITY;
      for (int[] target : everyTarget(3)) {
        double logProbability = logProbability(network, parameters, source, target);
        double score = logProbability / Math.pow(target.length, alpha);
        if (score > bestScore) {
          bestScore = score;
          best = target;
        }
      }
      Hypothesis found =
          search
              .translate(
                  sources(source), new BeamOptions(100, alpha, 3, false), network.newWorkspace())
              .get(0)
              .get(0);
      assertArrayEquals(best, found.tokens());
      assertEquals(bestScore, found.score(), FLOAT_TOLERANCE);
      assertEquals(best[best.length - 1] == EOS, found.ended());
    }
  }

  @Test
  void translate_beamWiderThanAllTargets_findsTheBestOfAll() {
    checkWideBeam(network, parameters, 0);
    checkWideBeam(network, parameters, 1.3);
  }

  @Test
  void translate_adaptiveSoftmax_findsTheBestOfAll() {
    EncoderDecoder adaptive = network(new AdaptiveClusters(List.of(2), 2, false));
    checkWideBeam(adaptive, adaptive.initialize(WIDE, 7), 0.6);
  }

  @Test
  void translate_manySources_asEachByItself() {
    BeamOptions options = new BeamOptions(3, 0.6, 6, true);
    List<List<Hypothesis>> all = search.translate(sources(SOURCES), options, workspace);
    assertEquals(SOURCES.length, all.size());
    for (int i = 0; i < SOURCES.length; i++) {
      List<Hypothesis> one = search.translate(sources(SOURCES[i]), options, workspace).get(0);
      assertEquals(one.size(), all.get(i).size());
      for (int k = 0; k < one.size(); k++) {
        Hypothesis want = one.get(k);
        Hypothesis got = all.get(i).get(k);
        assertArrayEquals(want.tokens(), got.tokens());
        assertEquals(want.score(), got.score(), FLOAT_TOLERANCE);
        assertEquals(
            logProbability(network, parameters, SOURCES[i], got.tokens()),
            got.logProbability(),
            FLOAT_TOLERANCE);
        assertEquals(got.tokens().length, got.attention().length);
        for (float[] row : got.attention()) {
          assertEquals(SOURCES[i].length, row.length);
          double sum = 0;
          for (float weight : row) {
            sum += weight;
          }
          assertEquals(1, sum, FLOAT_TOLERANCE);
        }
      }
    }
  }

  @Test
  void translate_greedy_givesOneHypothesisWithinTheLimit() {
    for (List<Hypothesis> one :
        search.translate(sources(SOURCES), BeamOptions.greedy(4), workspace)) {
      assertEquals(1, one.size());
      Hypothesis hypothesis = one.get(0);
      assertNull(hypothesis.attention());
      assertTrue(hypothesis.ended() || hypothesis.tokens().length == 4);
      assertEquals(hypothesis.logProbability(), hypothesis.score());
    }
  }

  @Test
  void options_outOfRange_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BeamOptions(0, 0, 1, false));
    assertThrows(IllegalArgumentException.class, () -> new BeamOptions(1, -0.1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> new BeamOptions(1, 0, 0, false));
  }
}
