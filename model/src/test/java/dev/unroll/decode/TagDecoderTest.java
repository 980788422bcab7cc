package dev.unroll.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.CellKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TagDecoderTest {
  private static final Packing PACKING = new Packing(5, 2, 1);
  private static final int SYMBOLS = 7;

  private static SequenceNetwork network(OutputKind output, int outputs, Pooling pooling) {
    return new SequenceNetwork(
        new NetworkConfig(
            CellKind.GRU,
            1,
            6,
            true,
            SYMBOLS,
            3,
            0,
            false,
            pooling,
            List.of(),
            HeadActivation.TANH,
            output,
            outputs,
            false,
            null));
  }

  private static SequenceBatch batch(Target target) {
    int[] tokens = new Random(2).ints(PACKING.columns(), 0, SYMBOLS).toArray();
    return SequenceBatch.ofTokens(PACKING, new long[PACKING.sequences()], tokens, target);
  }

  private static int[] labels(SequenceNetwork network, float[] parameters) {
    return new TagDecoder(network, parameters).labels(batch(null), network.newWorkspace());
  }

  @Test
  void labels_crf_areMoreProbableThanTheirNeighbours() {
    SequenceNetwork network = network(OutputKind.CRF, 4, Pooling.NONE);
    float[] parameters = network.initialize(Initialization.DEFAULT, 3);
    Workspace workspace = network.newWorkspace();
    int[] labels = labels(network, parameters);
    double best = network.loss(parameters, batch(new Target.Ids(labels)), workspace).loss();
    for (int i = 0; i < labels.length; i++) {
      for (int label = 0; label < 4; label++) {
        int[] other = labels.clone();
        other[i] = label;
        double loss = network.loss(parameters, batch(new Target.Ids(other)), workspace).loss();
        assertTrue(loss >= best);
      }
    }
  }

  @Test
  void labels_softmax_areTheLargestScores() {
    SequenceNetwork network = network(OutputKind.SOFTMAX, 5, Pooling.MEAN);
    float[] parameters = network.initialize(Initialization.DEFAULT, 3);
    int[] labels = labels(network, parameters);
    assertEquals(PACKING.sequences(), labels.length);
    float[] scores = network.scores(parameters, batch(null), network.newWorkspace());
    for (int i = 0; i < labels.length; i++) {
      for (int k = 0; k < 5; k++) {
        assertTrue(scores[5 * i + k] <= scores[5 * i + labels[i]]);
      }
    }
  }

  @Test
  void labels_oneSigmoid_areOneWhereYesIsMoreLikely() {
    SequenceNetwork network = network(OutputKind.SIGMOID, 1, Pooling.NONE);
    float[] parameters = network.initialize(Initialization.DEFAULT, 3);
    float[] p = network.probabilities(parameters, batch(null), network.newWorkspace());
    int[] want = new int[PACKING.columns()];
    for (int i = 0; i < want.length; i++) {
      want[i] = p[i] > 0.5f ? 1 : 0;
    }
    assertArrayEquals(want, labels(network, parameters));
  }

  @Test
  void tagDecoder_outputsThatAreNoLabels_isRefused() {
    for (SequenceNetwork network :
        List.of(
            network(OutputKind.LINEAR, 2, Pooling.NONE),
            network(OutputKind.SIGMOID, 2, Pooling.NONE))) {
      float[] parameters = network.initialize(Initialization.DEFAULT, 3);
      assertThrows(IllegalArgumentException.class, () -> new TagDecoder(network, parameters));
    }
  }
}
