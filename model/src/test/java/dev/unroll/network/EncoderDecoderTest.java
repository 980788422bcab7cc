package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.batch.Packing;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.parameter.Gradients;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderDecoderTest {

  /** The same products in other shapes. */
  private static final float SHAPE_TOLERANCE = 2e-5f;

  private static final int SOURCE_SYMBOLS = 6;
  private static final int TARGET_SYMBOLS = 5;

  private static EncoderDecoder network(CellKind cell, AttentionKind attention, boolean tied) {
    return new EncoderDecoder(
        new EncoderDecoderConfig(
            cell,
            2,
            3,
            true,
            SOURCE_SYMBOLS,
            2,
            0,
            TARGET_SYMBOLS,
            tied ? 6 : 0,
            attention,
            List.of(),
            HeadActivation.TANH,
            tied,
            null));
  }

  /** Sources of lengths 4, 2, 1 and targets of lengths 5, 3, 3; target b belongs to 2, 0, 1. */
  private static PairBatch pairs() {
    Random random = new Random(5);
    Packing source = new Packing(4, 2, 1);
    Packing target = new Packing(5, 3, 3);
    int[] targets = random.ints(target.columns(), 0, TARGET_SYMBOLS).toArray();
    int[] inputs = new int[targets.length];
    for (int b = 0; b < 3; b++) {
      for (int t = 0; t < target.length(b); t++) {
        inputs[target.column(t, b)] = t == 0 ? -1 : targets[target.column(t - 1, b)];
      }
    }
    return new PairBatch(
        SequenceBatch.ofTokens(
            source,
            new long[] {1, 2, 0},
            random.ints(source.columns(), 0, SOURCE_SYMBOLS).toArray(),
            null),
        SequenceBatch.ofTokens(target, new long[] {0, 1, 2}, inputs, new Target.Ids(targets)),
        new int[] {2, 0, 1});
  }

  @ParameterizedTest
  @EnumSource
  void step_symbolBySymbol_scoresAsTheWholeTarget(CellKind cell) {
    for (AttentionKind attention : AttentionKind.values()) {
      EncoderDecoder network = network(cell, attention, attention == AttentionKind.NONE);
      float[] parameters = network.initialize(Initialization.DEFAULT, 9);
      Workspace workspace = network.newWorkspace();
      PairBatch pairs = pairs();
      Packing target = pairs.target().packing();
      float[] whole = network.scores(parameters, pairs, workspace).clone();
      float[] finalState = network.decoderState(workspace).clone();
      network.encode(parameters, pairs.source(), workspace);
      int m = pairs.size();
      float[] state = network.startState(pairs.sourceColumns(), workspace);
      for (int t = 0; t < target.steps(); t++) {
        int width = target.width(t);
        int[] symbols =
            Arrays.copyOfRange(pairs.target().tokens(), target.offset(t), target.offset(t + 1));
        int[] first = {0, 1, 2};
        state = network.selectState(state, m, Arrays.copyOf(first, width));
        m = width;
        int[] sources = Arrays.copyOf(pairs.sourceColumns(), width);
        float[] scores = network.step(parameters, symbols, sources, state, workspace);
        int from = TARGET_SYMBOLS * target.offset(t);
        assertArrayEquals(
            Arrays.copyOfRange(whole, from, from + TARGET_SYMBOLS * width),
            Arrays.copyOf(scores, TARGET_SYMBOLS * width),
            SHAPE_TOLERANCE);
        state = network.decoderState(workspace).clone();
      }
      float[] longest = network.selectState(finalState, 3, new int[] {0});
      assertArrayEquals(longest, Arrays.copyOf(state, longest.length), SHAPE_TOLERANCE);
    }
  }

  @Test
  void attentionWeights_eachTargetStep_areADistributionOverItsSource() {
    EncoderDecoder network = network(CellKind.LSTM, AttentionKind.GENERAL, false);
    Workspace workspace = network.newWorkspace();
    PairBatch pairs = pairs();
    network.loss(network.initialize(Initialization.DEFAULT, 2), pairs, workspace);
    for (int b = 0; b < pairs.size(); b++) {
      int tX = pairs.source().packing().length(pairs.sourceColumns()[b]);
      int tY = pairs.target().packing().length(b);
      float[] weights = network.attentionWeights(workspace, b);
      assertEquals(tX * tY, weights.length);
      for (int t = 0; t < tY; t++) {
        double sum = 0;
        for (int s = 0; s < tX; s++) {
          sum += weights[tX * t + s];
        }
        assertEquals(1, sum, 1e-6);
      }
    }
  }

  @Test
  void attentionWeights_withoutAttention_areRefused() {
    EncoderDecoder network = network(CellKind.GRU, AttentionKind.NONE, false);
    assertThrows(
        IllegalStateException.class, () -> network.attentionWeights(network.newWorkspace(), 0));
  }

  @Test
  void gradients_dropout_dependOnTheStepAndNothingElse() {
    EncoderDecoder network = network(CellKind.GRU, AttentionKind.GENERAL, false);
    float[] parameters = network.initialize(Initialization.DEFAULT, 2);
    Dropout dropout = new Dropout(0.2f, 0.2f, 0.3f, 0.4f, 0.2f, false);
    Workspace workspace = network.newWorkspace();
    float[] once = gradients(network, parameters, new Training(1, 5, dropout, null), workspace);
    float[] other = gradients(network, parameters, new Training(1, 6, dropout, null), workspace);
    float[] again = gradients(network, parameters, new Training(1, 5, dropout, null), workspace);
    assertArrayEquals(once, again);
    assertFalse(Arrays.equals(once, other));
  }

  private static float[] gradients(
      EncoderDecoder network, float[] parameters, Training training, Workspace workspace) {
    Gradients gradients = new Gradients(network.layout());
    network.gradients(parameters, pairs(), training, workspace, gradients);
    return gradients.values();
  }
}
