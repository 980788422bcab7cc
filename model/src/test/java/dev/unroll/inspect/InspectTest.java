package dev.unroll.inspect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.LanguageModel;
import dev.unroll.network.CellKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Training;
import dev.unroll.network.Workspace;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.Slice;
import dev.unroll.text.Vocabulary;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectTest {
  private static final double FLOAT = 1e-6;

  private static final SequenceNetwork NETWORK =
      new SequenceNetwork(NetworkConfig.languageModel(CellKind.LSTM, 2, 3, 6, 4));

  private static SequenceBatch batch() {
    List<Example> examples =
        List.of(Example.of(0, new int[] {2, 3, 4}), Example.of(1, new int[] {5, 2}));
    return Batcher.languageModel(examples, Batcher.ZERO, Vocabulary.EOS);
  }

  private static float[] parameters() {
    return NETWORK.initialize(Initialization.DEFAULT, 3);
  }

  @Test
  void quartiles_ofValues_lieOnALineBetweenThem() {
    assertEquals(new Quartiles(2, 3, 4), Quartiles.of(new double[] {5, 1, 4, 2, 3}));
    assertEquals(new Quartiles(1.25, 1.5, 1.75), Quartiles.of(new double[] {2, 1}));
    assertEquals(new Quartiles(7, 7, 7), Quartiles.of(new double[] {7}));
    assertThrows(IllegalArgumentException.class, () -> Quartiles.of(new double[0]));
  }

  /** Without weights a gate is the sigmoid of its bias. */
  @Test
  void gates_ofBiasesAlone_areTheirSigmoids() {
    float[] parameters = new float[NETWORK.layout().size()];
    Slice bias = NETWORK.layout().slice("rnn.bias_l1");
    float[] forget = {3, -3, 0};
    System.arraycopy(forget, 0, parameters, bias.offset() + 3, 3);
    List<GateUse> uses = GateUse.of(NETWORK, parameters, List.of(batch()));
    assertEquals(6, uses.size());
    GateUse use = uses.get(4);
    assertEquals("forget", use.gate().name());
    assertEquals(1, use.layer());
    assertEquals(1 / 3.0, use.closed(), FLOAT);
    assertEquals(1 / 3.0, use.open(), FLOAT);
    assertEquals(0.5, use.mean().median(), FLOAT);
    assertEquals(2, use.memory().median(), 1e-5);
    double longest = 1 + Math.exp(3);
    assertEquals((2 + longest) / 2, use.memory().upper(), 1e-3);
    assertEquals(0, use.units().get(0).closed());
    assertEquals(1, use.units().get(0).open());
    assertEquals(longest, use.units().get(0).memory(), 1e-3);
    assertNull(uses.get(3).memory());
    assertEquals(0, uses.get(3).saturated());
  }

  /** Where nothing goes back, a wide batch forgets its gates; they must be seen all the same. */
  @Test
  void gates_ofAWideBatch_areThoseOfEachSequence() {
    List<Example> examples = new ArrayList<>();
    List<SequenceBatch> alone = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      examples.add(Example.of(i, new int[] {1 + i % 5, 5 - i % 3, 2, 4}));
      alone.add(Batcher.languageModel(List.of(examples.get(i)), Batcher.ZERO, Vocabulary.EOS));
    }
    SequenceBatch wide = Batcher.languageModel(examples, Batcher.ZERO, Vocabulary.EOS);
    List<GateUse> want = GateUse.of(NETWORK, parameters(), alone);
    List<GateUse> got = GateUse.of(NETWORK, parameters(), List.of(wide));
    for (int i = 0; i < want.size(); i++) {
      for (int unit = 0; unit < 3; unit++) {
        double mean = want.get(i).units().get(unit).mean();
        assertEquals(mean, got.get(i).units().get(unit).mean(), FLOAT);
      }
    }
    Workspace workspace = NETWORK.newWorkspace();
    NETWORK.scores(parameters(), wide, workspace);
    assertThrows(IllegalStateException.class, () -> NETWORK.gates(workspace, 0, 0));
  }

  @Test
  void gates_ofAUnitThatTakesTheNew_keepTheRest() {
    SequenceNetwork network =
        new SequenceNetwork(NetworkConfig.languageModel(CellKind.GRU_SIMPLE, 1, 2, 6, 0));
    float[] parameters = new float[network.layout().size()];
    int bias = network.layout().slice("rnn.bias_l0").offset();
    Arrays.fill(parameters, bias, bias + 2, (float) Math.log(1 / 3.0)); // Γu = 1/4
    GateUse use = GateUse.of(network, parameters, List.of(batch())).get(0);
    assertEquals(0.25, use.mean().median(), FLOAT);
    assertEquals(4, use.memory().median(), 1e-4);
  }

  @Test
  void norms_ofAPlainStep_areThoseOfTheMeanGradient() {
    float[] parameters = parameters();
    Gradients gradients = new Gradients(NETWORK.layout());
    double weight =
        NETWORK
            .gradients(parameters, batch(), Training.plain(), NETWORK.newWorkspace(), gradients)
            .weight();
    List<ParameterNorms> norms =
        ParameterNorms.of(
            NETWORK,
            parameters,
            List.of(batch()),
            GradientClipping.byGlobalNorm(1e-3),
            Optimizer.create(OptimizerConfig.sgd(), NETWORK.layout()),
            0.5);
    double all = 0;
    double updates = 0;
    for (ParameterNorms norm : norms) {
      Slice slice = NETWORK.layout().slice(norm.name());
      assertEquals(length(parameters, slice, 1), norm.weight(), 1e-6);
      assertEquals(length(gradients.values(), slice, 1 / weight), norm.gradient(), 1e-6);
      all += norm.gradient() * norm.gradient();
      updates += norm.update() * norm.update();
    }
    assertTrue(all > 1e-6, () -> "a gradient must be there");
    assertEquals(0.5 * 1e-3, Math.sqrt(updates), 1e-6, "clipped, then half of it");
    assertArrayEquals(parameters(), parameters, 0);
  }

  private static double length(float[] values, Slice slice, double scale) {
    double sum = 0;
    for (int i = slice.offset(); i < slice.end(); i++) {
      sum += scale * values[i] * scale * values[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void surprise_ofABatch_isThatOfEachSentence() {
    float[] parameters = parameters();
    List<float[]> nats =
        Expectations.surprise(NETWORK, parameters, batch(), NETWORK.newWorkspace());
    LanguageModel model = new LanguageModel(NETWORK, parameters, Batcher.ZERO, Vocabulary.EOS);
    float[] want = model.logProbabilities(new int[] {5, 2});
    assertEquals(4, nats.get(0).length);
    for (int i = 0; i < want.length; i++) {
      assertEquals(-want[i], nats.get(1)[i], 1e-5);
    }
  }

  @Test
  void probabilities_ofASequence_sumToOneAtEachStep() {
    List<float[][]> all =
        Expectations.probabilities(NETWORK, parameters(), batch(), NETWORK.newWorkspace());
    Packing packing = batch().packing();
    for (int b = 0; b < packing.sequences(); b++) {
      assertEquals(packing.length(b), all.get(b).length);
      for (float[] step : all.get(b)) {
        double sum = 0;
        for (float p : step) {
          sum += p;
        }
        assertEquals(1, sum, 1e-5);
      }
    }
  }

  @Test
  void neighbours_ofAWord_areSortedByTheirAngle() {
    float[] vectors = {9, 9, 1, 0, 0, 3, 2, 1, -1, 0, 0, 0};
    Slice embedding = new Slice("embedding.weight", List.of(5, 2), 2, false, 5);
    List<Neighbours.Neighbour> found = new Neighbours(vectors, embedding).of(0, 4);
    assertEquals(List.of(2, 1, 4, 3), found.stream().map(Neighbours.Neighbour::symbol).toList());
    assertEquals(2 / Math.sqrt(5), found.get(0).cosine(), FLOAT);
    assertEquals(0, found.get(2).cosine());
    assertEquals(-1, found.get(3).cosine(), FLOAT);
  }
}
