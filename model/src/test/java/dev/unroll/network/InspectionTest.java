package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.cell.Gate;
import dev.unroll.control.ControlExample;
import dev.unroll.control.ControlNetwork;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.RandomNetworks;
import dev.unroll.control.StackSpec;
import dev.unroll.control.Tensor;
import dev.unroll.network.SequenceNetwork.End;
import dev.unroll.parameter.Gradients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network shows of its inside. */
class InspectionTest {

  /** Float against double, through all layers and steps, relative to the largest value. */
  private static final double TOLERANCE = 2e-4;

  /** A state put together again from the gates in float. */
  private static final float STATE_TOLERANCE = 1e-5f;

  private static final int[] LENGTHS = {7, 1, 4, 4};
  private static final int NETWORKS = 6;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rnn-tanh",
        "rnn-relu",
        "gru-simple",
        "gru",
        "gru-reset-after",
        "lstm",
        "lstm-peephole"
      })
  void traceBack_fromBothEnds_matchesControl(String cell) {
    for (int seed = 0; seed < NETWORKS; seed++) {
      RandomNetworks random = new RandomNetworks(seed);
      NetworkSpec spec = random.network(cell, 5);
      Map<String, Tensor> parameters = random.parameters(spec.shapes());
      List<ControlExample> examples =
          random.examples(spec, LENGTHS).stream().map(e -> e.withState(null, null)).toList();
      SequenceNetwork network = new SequenceNetwork(Configurations.of(spec));
      float[] flat = FlatParameters.flat(network.layout(), parameters);
      Packed packed = Packed.of(examples);
      SequenceBatch batch = packed.batch(spec.stack(), examples, !spec.head().pooled());
      Workspace workspace = network.newWorkspace();
      Gradients unused = new Gradients(network.layout());
      for (End end : End.values()) {
        network.traceBack(flat, batch, end, workspace, unused);
        for (int i = 0; i < examples.size(); i++) {
          int step = end == End.FIRST_STEP ? 0 : LENGTHS[i] - 1;
          double[][][] want = new ControlNetwork(spec, parameters).traceBack(examples.get(i), step);
          for (int k = 0; k < want.length; k++) {
            assertStateGradients(want[k], spec.stack(), network, workspace, packed, i, k);
          }
        }
      }
    }
  }

  private static void assertStateGradients(
      double[][] want,
      StackSpec stack,
      SequenceNetwork network,
      Workspace workspace,
      Packed packed,
      int i,
      int k) {
    boolean reverse = k % stack.directions() == 1;
    float[] all = network.stateGradients(workspace, k / stack.directions(), k % stack.directions());
    double[][] got = packed.steps(all, stack.hiddenSize(), i);
    double[] wanted = new double[want.length * stack.hiddenSize()];
    double[] found = new double[wanted.length];
    for (int t = 0; t < want.length; t++) {
      int place = reverse ? want.length - 1 - t : t;
      System.arraycopy(want[t], 0, wanted, t * stack.hiddenSize(), stack.hiddenSize());
      System.arraycopy(got[place], 0, found, t * stack.hiddenSize(), stack.hiddenSize());
    }
    double error = Tensor.error(Tensor.vector(found), Tensor.vector(wanted));
    assertEquals(0, error, TOLERANCE, () -> stack + ", sequence " + i + ", layer " + k);
  }

  /** The states follow from the gates alone, so every gate stands where its name says. */
  @ParameterizedTest
  @EnumSource(
      value = CellKind.class,
      names = {"GRU_SIMPLE", "GRU", "GRU_RESET_AFTER", "LSTM"})
  void gates_ofARun_makeItsStates(CellKind cell) {
    SequenceNetwork network = new SequenceNetwork(NetworkConfig.languageModel(cell, 1, 4, 6, 0));
    float[] parameters = network.initialize(Initialization.DEFAULT, 1);
    Packing packing = new Packing(5, 3);
    int[] tokens = {1, 2, 3, 4, 5, 0, 1, 2};
    Workspace workspace = network.newWorkspace();
    network.read(parameters, SequenceBatch.ofTokens(packing, new long[2], tokens, null), workspace);
    float[] gates = network.gates(workspace, 0, 0);
    float[] hidden = network.hidden(workspace);
    float[] want = new float[hidden.length];
    for (int b = 0; b < 2; b++) {
      float[] a = new float[4];
      float[] c = new float[4];
      for (int t = 0; t < packing.length(b); t++) {
        for (int unit = 0; unit < 4; unit++) {
          int at = cell.cell().gates() * 4 * packing.column(t, b) + unit;
          step(cell, gates, at, unit, a, c);
          want[4 * packing.column(t, b) + unit] = a[unit];
        }
      }
    }
    assertArrayEquals(want, hidden, STATE_TOLERANCE);
  }

  private static void step(CellKind cell, float[] gates, int at, int unit, float[] a, float[] c) {
    List<Gate> all = cell.cell().sigmoidGates();
    Gate keeper = all.stream().filter(g -> g.keeps() != Gate.Keeps.NOTHING).findFirst().get();
    double kept = keeper.kept(gates[at + 4 * keeper.block()]);
    if (cell == CellKind.LSTM) {
      c[unit] = (float) (kept * c[unit] + (double) gates[at] * gates[at + 8]);
      a[unit] = (float) (gates[at + 4 * all.get(2).block()] * Math.tanh(c[unit]));
    } else {
      float candidate = gates[at + 4 * (cell.cell().gates() - 1)];
      a[unit] = (float) (kept * a[unit] + (1 - kept) * candidate);
    }
  }
}
