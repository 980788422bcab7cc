package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.parameter.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Without a way back, wide steps forget their gates, symbols may come from a table of all, and the
 * scores of many labels are never there together. What comes out is what training computes.
 */
class WideStepsTest {
  /** Of a float sum over a few hundred products, whose order differs. */
  private static final float ROUNDING = 2e-5f;

  private static final int SYMBOLS = 30;

  /** Two blocks of labels and a part of a third, none of them whole panels. */
  private static final int LABELS = 2021;

  private static NetworkConfig config(CellKind cell, boolean bidirectional, int embedding) {
    return new NetworkConfig(
        cell,
        2,
        13,
        bidirectional,
        SYMBOLS,
        embedding,
        2,
        true,
        Pooling.NONE,
        List.of(),
        HeadActivation.TANH,
        OutputKind.SOFTMAX,
        LABELS,
        false,
        null);
  }

  /** Forty sequences of one to nine steps, each with a target that does not count now and then. */
  private static SequenceBatch batch() {
    Random random = new Random(3);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int length = 1 + random.nextInt(9);
      float[] features = new float[2 * length];
      for (int k = 0; k < features.length; k++) {
        features[k] = random.nextFloat();
      }
      int[] targets = random.ints(length, 0, LABELS).toArray();
      int[] tokens = random.ints(length, -1, SYMBOLS).toArray();
      examples.add(new Example(i, tokens, features, targets, new float[0]));
    }
    SequenceBatch batch = Batcher.tagger(examples, 2);
    ((Target.Ids) batch.target()).ids()[5] = -1;
    return batch;
  }

  @ParameterizedTest
  @EnumSource(CellKind.class)
  void loss_wideSteps_isThatOfTraining(CellKind cell) {
    for (boolean bidirectional : new boolean[] {false, true}) {
      for (int embedding : new int[] {0, 7}) {
        SequenceNetwork network = new SequenceNetwork(config(cell, bidirectional, embedding));
        float[] parameters =
            network.initialize(new Initialization(Initialization.Kind.UNIFORM, 0.5, 1), 1);
        SequenceBatch batch = batch();
        int n = batch.packing().columns();
        Workspace training = network.newWorkspace();
        LossSum wanted =
            network.gradients(
                parameters, batch, Training.plain(), training, new Gradients(network.layout()));
        float[] each = Arrays.copyOf(network.targetLogProbabilities(training), n);
        float[] state = network.finalState(training).clone();
        SymbolProducts products = network.symbolProducts(parameters);
        for (Workspace ws : List.of(network.newWorkspace(), network.newWorkspace(products))) {
          LossSum got = network.loss(parameters, batch, ws);
          assertEquals(wanted.loss(), got.loss(), ROUNDING * wanted.loss());
          assertEquals(wanted.count(), got.count());
          assertArrayEquals(
              each, Arrays.copyOf(network.targetLogProbabilities(ws), n), 10 * ROUNDING);
          assertArrayEquals(
              state, Arrays.copyOf(network.finalState(ws), state.length), 10 * ROUNDING);
        }
      }
    }
  }
}
