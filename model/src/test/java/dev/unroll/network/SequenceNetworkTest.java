package dev.unroll.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the golden files and the control do not cover: dropout, weights, learned states, mixed
 * input.
 */
class SequenceNetworkTest {

  /** Two ways through the same float kernels, relative to the largest element. */
  private static final double FLOAT_TOLERANCE = 2e-5;

  /** Central differences of a float32 loss: 1e-7 · loss / STEP, and STEP² from truncation. */
  private static final double DIFFERENCE_TOLERANCE = 5e-3;

  private static final double STEP = 1e-2;
  private static final int SYMBOLS = 9;
  private static final int FEATURES = 3;
  private static final int LABELS = 5;
  private static final Packing PACKING = new Packing(6, 4, 4, 1);

  private final Random random = new Random(3);

  private static NetworkConfig config(int embedding, int features, boolean learnedState) {
    return new NetworkConfig(
        CellKind.LSTM,
        2,
        6,
        true,
        SYMBOLS,
        embedding,
        features,
        learnedState,
        Pooling.NONE,
        List.of(),
        HeadActivation.TANH,
        OutputKind.SOFTMAX,
        LABELS,
        false,
        null);
  }

  private float[] floats(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 0.8f * random.nextFloat() - 0.4f;
    }
    return values;
  }

  private int[] ids(int count, int low, int high) {
    return random.ints(count, low, high).toArray();
  }

  private SequenceBatch batch(int features) {
    return new SequenceBatch(
        PACKING,
        new long[] {11, 5, 8, 2},
        ids(PACKING.columns(), -1, SYMBOLS),
        features == 0 ? null : floats(features * PACKING.columns()),
        null,
        null,
        new Target.Ids(ids(PACKING.columns(), 0, LABELS)));
  }

  private static Gradients gradients(
      SequenceNetwork network, float[] parameters, SequenceBatch batch, Training training) {
    Gradients gradients = new Gradients(network.layout());
    network.gradients(parameters, batch, training, network.newWorkspace(), gradients);
    return gradients;
  }

  private static void assertClose(float[] want, float[] got) {
    float scale = 1e-3f;
    for (float value : want) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertArrayEquals(want, got, (float) (FLOAT_TOLERANCE * scale));
  }

  // ---- dropout ----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "embedding",
        "input",
        "hidden",
        "output",
        "recurrent",
        "embedding variational",
        "input variational",
        "hidden variational",
        "output variational",
        "all",
        "all variational"
      })
  void gradients_withDropout_matchCentralDifferences(String place) {
    for (int embedding : new int[] {0, 4}) {
      SequenceNetwork network = new SequenceNetwork(config(embedding, FEATURES, false));
      float[] parameters = floats(network.layout().size());
      SequenceBatch batch = batch(FEATURES);
      Training training = new Training(1, 2, dropout(place), null);
      float[] gradient = gradients(network, parameters, batch, training).values();
      for (Slice slice : network.layout().slices()) {
        float[] direction = new float[parameters.length];
        double norm = 0;
        double expected = 0;
        for (int i = slice.offset(); i < slice.end(); i++) {
          direction[i] = (float) random.nextGaussian();
          norm += direction[i] * direction[i];
        }
        for (int i = slice.offset(); i < slice.end(); i++) {
          expected += gradient[i] * direction[i] / Math.sqrt(norm);
        }
        double above =
            loss(network, parameters, direction, STEP / Math.sqrt(norm), batch, training);
        double below =
            loss(network, parameters, direction, -STEP / Math.sqrt(norm), batch, training);
        assertEquals(
            expected,
            (above - below) / (2 * STEP),
            DIFFERENCE_TOLERANCE * Math.max(1, Math.abs(expected)),
            slice.name());
      }
    }
  }

  private static double loss(
      SequenceNetwork network,
      float[] parameters,
      float[] direction,
      double step,
      SequenceBatch batch,
      Training training) {
    float[] moved = parameters.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    Gradients unused = new Gradients(network.layout());
    return network.gradients(moved, batch, training, network.newWorkspace(), unused).loss();
  }

  private static Dropout dropout(String place) {
    return new Dropout(
        rate(place, "embedding"),
        rate(place, "input"),
        rate(place, "hidden"),
        rate(place, "output"),
        rate(place, "recurrent"),
        place.contains("variational"));
  }

  private static float rate(String place, String name) {
    return place.contains(name) || place.contains("all") ? 0.3f : 0f;
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "all variational"})
  void gradients_withDropout_doNotDependOnTheGrouping(String place) {
    SequenceNetwork network = new SequenceNetwork(config(4, FEATURES, false));
    float[] parameters = floats(network.layout().size());
    SequenceBatch batch = batch(FEATURES);
    Training training = new Training(1, 2, dropout(place), null);
    Gradients sum = new Gradients(network.layout());
    for (int b = 0; b < PACKING.sequences(); b++) {
      sum.add(gradients(network, parameters, one(batch, b, FEATURES), training));
    }
    assertClose(gradients(network, parameters, batch, training).values(), sum.values());
  }

  /** Sequence b by itself. */
  private static SequenceBatch one(SequenceBatch batch, int b, int features) {
    int length = PACKING.length(b);
    int[] tokens = new int[length];
    int[] targets = new int[length];
    float[] x = new float[features * length];
    for (int t = 0; t < length; t++) {
      int column = PACKING.column(t, b);
      tokens[t] = batch.tokens()[column];
      targets[t] = ((Target.Ids) batch.target()).ids()[column];
      System.arraycopy(batch.features(), features * column, x, features * t, features);
    }
    return new SequenceBatch(
        new Packing(length),
        new long[] {batch.exampleIds()[b]},
        tokens,
        x,
        null,
        null,
        new Target.Ids(targets));
  }

  // ---- what counts ------------------------------------------------------------------------------

  @Test
  void gradients_targetsOfNoLabel_doNotCount() {
    SequenceNetwork network = new SequenceNetwork(config(4, 0, false));
    float[] parameters = floats(network.layout().size());
    SequenceBatch batch = batch(0);
    int[] ids = ((Target.Ids) batch.target()).ids();
    Gradients sum = new Gradients(network.layout());
    LossSum losses = LossSum.ZERO;
    for (int half = 0; half < 2; half++) {
      int[] some = ids.clone();
      for (int i = half; i < some.length; i += 2) {
        some[i] = -1;
      }
      losses =
          losses.plus(
              network.gradients(
                  parameters,
                  withTargets(batch, some),
                  Training.plain(),
                  network.newWorkspace(),
                  sum));
    }
    LossSum whole = network.loss(parameters, batch, network.newWorkspace());
    assertEquals(whole.count(), losses.count());
    assertEquals(whole.weight(), losses.weight());
    assertEquals(whole.loss(), losses.loss(), FLOAT_TOLERANCE * whole.loss());
    assertClose(gradients(network, parameters, batch, Training.plain()).values(), sum.values());
  }

  @Test
  void gradients_classWeights_scaleTheLossOfEachLabel() {
    SequenceNetwork network = new SequenceNetwork(config(4, 0, false));
    float[] parameters = floats(network.layout().size());
    SequenceBatch batch = batch(0);
    int[] ids = ((Target.Ids) batch.target()).ids();
    float[] weights = {0.5f, 2f, 0f, 1f, 3f};
    float[] want = new float[parameters.length];
    double weight = 0;
    for (int label = 0; label < LABELS; label++) {
      int only = label;
      int[] some = Arrays.stream(ids).map(id -> id == only ? id : -1).toArray();
      float[] part =
          gradients(network, parameters, withTargets(batch, some), Training.plain()).values();
      for (int i = 0; i < want.length; i++) {
        want[i] += weights[label] * part[i];
      }
      weight += weights[label] * Arrays.stream(ids).filter(id -> id == only).count();
    }
    Training training = new Training(0, 0, Dropout.NONE, weights);
    Gradients got = new Gradients(network.layout());
    LossSum sum = network.gradients(parameters, batch, training, network.newWorkspace(), got);
    assertClose(want, got.values());
    assertEquals(weight, sum.weight(), 1e-6);
  }

  private static SequenceBatch withTargets(SequenceBatch batch, int[] ids) {
    return new SequenceBatch(
        batch.packing(),
        batch.exampleIds(),
        batch.tokens(),
        batch.features(),
        batch.firstInput(),
        batch.initialState(),
        new Target.Ids(ids));
  }

  // ---- states and inputs ------------------------------------------------------------------------

  @Test
  void gradients_learnedInitialState_actsLikeAGivenOne() {
    SequenceNetwork learned = new SequenceNetwork(config(4, 0, true));
    SequenceNetwork given = new SequenceNetwork(config(4, 0, false));
    float[] parameters = floats(learned.layout().size());
    float[] withoutState = new float[given.layout().size()];
    copySlices(learned, parameters, given, withoutState);
    SequenceBatch batch = batch(0);
    int m = PACKING.sequences();
    int nA = 6;
    int h0 = learned.layout().slice("rnn.h0").offset();
    int c0 = learned.layout().slice("rnn.c0").offset();
    float[] state = new float[given.stateSize() * m];
    for (int i = 0; i < state.length; i++) {
      int block = i / (nA * m);
      state[i] = parameters[(block % 2 == 0 ? h0 : c0) + block / 2 * nA + i % nA];
    }
    Workspace workspace = given.newWorkspace();
    Gradients want = new Gradients(given.layout());
    given.gradients(
        withoutState, batch.withInitialState(state), Training.plain(), workspace, want, true);
    float[] wantAll = new float[parameters.length];
    copySlices(given, want.values(), learned, wantAll);
    float[] dState = given.dInitialState(workspace);
    for (int i = 0; i < state.length; i++) {
      int block = i / (nA * m);
      wantAll[(block % 2 == 0 ? h0 : c0) + block / 2 * nA + i % nA] += dState[i];
    }
    assertClose(wantAll, gradients(learned, parameters, batch, Training.plain()).values());
  }

  /** Copies what both layouts have. */
  private static void copySlices(
      SequenceNetwork from, float[] values, SequenceNetwork to, float[] into) {
    for (Slice slice : from.layout().slices()) {
      if (to.layout().contains(slice.name())) {
        int at = to.layout().slice(slice.name()).offset();
        System.arraycopy(values, slice.offset(), into, at, slice.size());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void gradients_symbolsBesideFeatures_actLikeOneDenseInput(int embedding) {
    SequenceNetwork mixed = new SequenceNetwork(config(embedding, FEATURES, false));
    float[] parameters = floats(mixed.layout().size());
    SequenceBatch batch = batch(FEATURES);
    int width = embedding == 0 ? SYMBOLS : embedding;
    SequenceNetwork dense = new SequenceNetwork(denseConfig(width + FEATURES));
    int skipped = mixed.layout().size() - dense.layout().size();
    float[] x = new float[(width + FEATURES) * PACKING.columns()];
    for (int i = 0; i < PACKING.columns(); i++) {
      int token = batch.tokens()[i];
      int at = (width + FEATURES) * i;
      for (int k = 0; token >= 0 && k < width; k++) {
        x[at + k] = embedding == 0 ? (k == token ? 1 : 0) : parameters[width * token + k];
      }
      System.arraycopy(batch.features(), FEATURES * i, x, at + width, FEATURES);
    }
    SequenceBatch asDense =
        new SequenceBatch(PACKING, batch.exampleIds(), null, x, null, null, batch.target());
    float[] rest = Arrays.copyOfRange(parameters, skipped, parameters.length);
    float[] want = gradients(dense, rest, asDense, Training.plain()).values();
    float[] got = gradients(mixed, parameters, batch, Training.plain()).values();
    assertClose(want, Arrays.copyOfRange(got, skipped, got.length));
  }

  private static NetworkConfig denseConfig(int features) {
    return new NetworkConfig(
        CellKind.LSTM,
        2,
        6,
        true,
        0,
        0,
        features,
        false,
        Pooling.NONE,
        List.of(),
        HeadActivation.TANH,
        OutputKind.SOFTMAX,
        LABELS,
        false,
        null);
  }

  @Test
  void gradients_symbolOutsideTheVocabulary_isRefused() {
    SequenceNetwork network = new SequenceNetwork(config(4, 0, false));
    SequenceBatch batch = batch(0);
    batch.tokens()[2] = SYMBOLS;
    assertThrows(
        IllegalArgumentException.class,
        () -> network.loss(new float[network.layout().size()], batch, network.newWorkspace()));
  }

  @Test
  void gradients_touchedRows_areThoseOfTheBatchsSymbols() {
    SequenceNetwork network = new SequenceNetwork(config(0, 0, false));
    SequenceBatch batch = batch(0);
    Gradients gradients =
        gradients(network, floats(network.layout().size()), batch, Training.plain());
    int[] symbols =
        Arrays.stream(batch.tokens()).filter(id -> id >= 0).sorted().distinct().toArray();
    for (String name : List.of("rnn.weight_ih_l0", "rnn.weight_ih_l0_reverse")) {
      assertArrayEquals(symbols, gradients.touched(network.layout().slice(name)).sorted());
    }
  }
}
