package dev.unroll.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.CellKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientFlowTest {

  /** Central differences of a float32 loss, relative. */
  private static final double DIFFERENCE_TOLERANCE = 2e-2;

  private static final float STEP = 2e-2f;
  private static final int UNITS = 4;
  private static final int SYMBOLS = 6;
  private static final int LENGTH = 6;

  private static SequenceNetwork network(CellKind cell) {
    return new SequenceNetwork(NetworkConfig.languageModel(cell, 1, UNITS, SYMBOLS, 0));
  }

  /** A sequence whose last target counts alone. */
  private static SequenceBatch sequence(int from, int to) {
    int[] tokens = Arrays.copyOfRange(new int[] {2, 5, 1, 3, 3, 4}, from, to);
    int[] targets = new int[tokens.length];
    Arrays.fill(targets, -1);
    targets[targets.length - 1] = 2;
    return SequenceBatch.ofTokens(
        Packing.uniform(1, tokens.length), new long[1], tokens, new Target.Ids(targets));
  }

  /** Reads as far as a step, moves the hidden state there, and reads on. */
  @ParameterizedTest
  @EnumSource(CellKind.class)
  void flow_ofOneSequence_matchesCentralDifferences(CellKind cell) {
    SequenceNetwork network = network(cell);
    float[] parameters = network.initialize(Initialization.DEFAULT, 7);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 2;
    }
    GradientFlow flow =
        GradientFlow.of(network, parameters, List.of(sequence(0, LENGTH)), LENGTH).get(0);
    assertEquals(LENGTH, flow.lags().size());
    assertEquals(1, flow.lags().get(0).share().median());
    Workspace workspace = network.newWorkspace();
    for (int lag = 1; lag < LENGTH; lag++) {
      int read = LENGTH - lag;
      network.scores(parameters, sequence(0, read), workspace);
      float[] state = Arrays.copyOf(network.finalState(workspace), network.stateSize());
      double sum = 0;
      for (int unit = 0; unit < UNITS; unit++) {
        double slope =
            (loss(network, parameters, read, state, unit, STEP)
                    - loss(network, parameters, read, state, unit, -STEP))
                / (2 * STEP);
        sum += slope * slope;
      }
      double got = flow.lags().get(lag).share().median() * flow.norm().median();
      assertEquals(Math.sqrt(sum), got, DIFFERENCE_TOLERANCE * Math.sqrt(sum) + 1e-4, "lag " + lag);
    }
  }

  private static double loss(
      SequenceNetwork network, float[] parameters, int from, float[] state, int unit, float by) {
    float[] moved = state.clone();
    moved[unit] += by;
    return network
        .loss(parameters, sequence(from, LENGTH).withInitialState(moved), network.newWorkspace())
        .loss();
  }

  @Test
  void flow_ofSequencesOfMixedLength_countsThoseThatReachSoFar() {
    SequenceNetwork network = network(CellKind.LSTM);
    float[] parameters = network.initialize(Initialization.DEFAULT, 1);
    SequenceBatch batch =
        SequenceBatch.ofTokens(
            new Packing(3, 1), new long[2], new int[] {2, 3, 4, 5}, new Target.Ids(new int[4]));
    List<GradientFlow> flows = GradientFlow.of(network, parameters, List.of(batch), 1);
    assertEquals(
        List.of(2, 1), flows.get(0).lags().stream().map(GradientFlow.Lag::sequences).toList());
  }

  /** With U scaled to zero nothing but the cell's own memory carries a gradient back. */
  @Test
  void flow_withoutRecurrentWeights_endsInAPlainCellAndStaysInAGatedUnit() {
    double plain = shareAtLagOne(CellKind.RNN_TANH);
    double gated = shareAtLagOne(CellKind.GRU_SIMPLE);
    assertEquals(0, plain);
    assertTrue(gated > 0.3 && gated < 0.7, () -> "a closed update gate keeps about half: " + gated);
  }

  private static double shareAtLagOne(CellKind cell) {
    SequenceNetwork network = network(cell);
    float[] parameters = network.initialize(Initialization.DEFAULT, 1);
    int at = network.layout().slice("rnn.weight_hh_l0").offset();
    Arrays.fill(parameters, at, network.layout().slice("rnn.weight_hh_l0").end(), 0f);
    List<SequenceBatch> batch = List.of(sequence(0, LENGTH));
    return GradientFlow.of(network, parameters, batch, 1).get(0).lags().get(1).share().median();
  }
}
