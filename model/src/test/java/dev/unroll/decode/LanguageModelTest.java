package dev.unroll.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.LanguageModel.State;
import dev.unroll.decode.TextSampler.Sample;
import dev.unroll.linalg.CounterRandom;
import dev.unroll.network.CellKind;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelTest {
  private static final int V = 9;
  private static final int UNK = 0;
  private static final int EOS = 1;
  private static final int[] SENTENCE = {4, 8, 2, 2, 7};
  private static final int[] NOTHING = {};

  /** Of a float sum over a handful of steps. */
  private static final double TOLERANCE = 1e-5;

  private static NetworkConfig config(OutputKind output, boolean bidirectional) {
    AdaptiveClusters clusters =
        output == OutputKind.ADAPTIVE_SOFTMAX ? new AdaptiveClusters(List.of(3, 6), 2, true) : null;
    return new NetworkConfig(
        CellKind.LSTM,
        2,
        6,
        bidirectional,
        V,
        4,
        0,
        true,
        Pooling.NONE,
        List.of(),
        HeadActivation.TANH,
        output,
        V,
        false,
        clusters);
  }

  private static LanguageModel model(NetworkConfig config, int first) {
    SequenceNetwork network = new SequenceNetwork(config);
    return new LanguageModel(network, parameters(network), first, EOS);
  }

  private static float[] parameters(SequenceNetwork network) {
    float[] parameters = new float[network.layout().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = 2 * CounterRandom.uniform(7, i) - 1;
    }
    return parameters;
  }

  private static LanguageModel model() {
    return model(NetworkConfig.languageModel(CellKind.GRU, 1, 6, V, 0), Batcher.ZERO);
  }

  private static void assertStepsAgreeWithSentence(LanguageModel model) {
    float[] whole = model.logProbabilities(SENTENCE);
    State state = model.start();
    for (int t = 0; t < whole.length; t++) {
      float[] all = state.logProbabilities();
      double sum = IntStream.range(0, V).mapToDouble(y -> Math.exp(all[y])).sum();
      assertEquals(1, sum, TOLERANCE);
      int symbol = t < SENTENCE.length ? SENTENCE[t] : EOS;
      assertEquals(whole[t], state.logProbability(symbol), TOLERANCE);
      state = model.next(state, symbol);
    }
    double sum = IntStream.range(0, whole.length).mapToDouble(t -> whole[t]).sum();
    assertEquals(sum, model.logProbability(SENTENCE), TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void next_everyCell_agreesWithTheWholeSentence(CellKind cell) {
    assertStepsAgreeWithSentence(
        model(NetworkConfig.languageModel(cell, 2, 6, V, 0), Batcher.ZERO));
  }

  @ParameterizedTest
  @EnumSource(
      value = OutputKind.class,
      names = {"SOFTMAX", "ADAPTIVE_SOFTMAX"})
  void next_learnedStateAndEmbedding_agreesWithTheWholeSentence(OutputKind output) {
    assertStepsAgreeWithSentence(model(config(output, false), EOS));
  }

  @Test
  void next_stateUsedTwice_givesTheSame() {
    LanguageModel model = model();
    State state = model.next(model.start(), 4);
    float[] once = model.next(state, 5).logProbabilities();
    model.next(state, 6);
    assertArrayEquals(once, model.next(state, 5).logProbabilities());
  }

  @Test
  void logProbability_emptySentence_isThatOfTheEnd() {
    LanguageModel model = model();
    assertEquals(model.start().logProbability(EOS), model.logProbability(NOTHING), TOLERANCE);
  }

  @Test
  void start_class_readsItBeforeTheFirstSymbol() {
    LanguageModel model =
        model(
            new NetworkConfig(
                CellKind.LSTM,
                1,
                6,
                false,
                V + 2,
                0,
                0,
                false,
                Pooling.NONE,
                List.of(),
                HeadActivation.TANH,
                OutputKind.SOFTMAX,
                V,
                false,
                null),
            Batcher.ZERO);
    float[] byClass = model.start(V + 1).logProbabilities();
    assertNotEquals(byClass[2], model.start().logProbabilities()[2]);
  }

  @Test
  void start_vector_readsItOnceBeforeTheFirstSymbol() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.LSTM,
            2,
            6,
            false,
            V,
            4,
            3,
            false,
            Pooling.NONE,
            List.of(),
            HeadActivation.TANH,
            OutputKind.SOFTMAX,
            V,
            false,
            null);
    LanguageModel model = model(config, Batcher.ZERO);
    Workspace workspace = new SequenceNetwork(config).newWorkspace();
    float[] vector = {0.5f, -1, 2};
    int[] symbols = {4, 8};
    SequenceBatch batch =
        Batcher.generator(
            List.of(new Example(0, symbols, vector, new int[0], new float[0])), V, 3, EOS);
    SequenceNetwork network = new SequenceNetwork(config);
    network.loss(parameters(network), batch, workspace);
    float[] whole = network.targetLogProbabilities(workspace).clone();
    State state = model.start(Batcher.ZERO, vector);
    for (int t = 0; t < symbols.length; t++) {
      assertEquals(whole[t], state.logProbability(symbols[t]), 1e-5);
      state = model.next(state, symbols[t]);
    }
    assertEquals(whole[2], state.logProbability(EOS), 1e-5);
    assertThrows(IllegalArgumentException.class, () -> model.start());
  }

  @Test
  void languageModel_readingBackwards_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> model(config(OutputKind.SOFTMAX, true), EOS));
  }

  // ---- sampling ---------------------------------------------------------------------------------

  private static Sample sample(LanguageModel model, Sampling sampling, int number) {
    return new TextSampler(model, sampling, UNK).sample(NOTHING, number);
  }

  private static void assertSame(Sample want, Sample got) {
    assertArrayEquals(want.symbols(), got.symbols());
    assertEquals(want.logProbability(), got.logProbability());
    assertEquals(want.ended(), got.ended());
  }

  @Test
  void sample_sameSeedAndNumber_isTheSameOnEveryThread() {
    LanguageModel model = model();
    Sampling sampling = Sampling.plain(30, 5);
    List<Sample> one = IntStream.range(0, 40).mapToObj(i -> sample(model, sampling, i)).toList();
    List<Sample> many =
        IntStream.range(0, 40).parallel().mapToObj(i -> sample(model, sampling, i)).toList();
    for (int i = 0; i < one.size(); i++) {
      assertSame(one.get(i), many.get(i));
    }
    assertTrue(one.stream().map(s -> Arrays.toString(s.symbols())).distinct().count() > 20);
  }

  @Test
  void sample_otherSeed_isAnother() {
    LanguageModel model = model();
    assertNotEquals(
        Arrays.toString(sample(model, Sampling.plain(30, 5), 0).symbols()),
        Arrays.toString(sample(model, Sampling.plain(30, 6), 0).symbols()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sample_unk_occursOnlyWhereAllowed(boolean allowed) {
    LanguageModel model = model();
    Sampling sampling = new Sampling(1, 0, 1, allowed, 50, 3);
    boolean occurs =
        IntStream.range(0, 50)
            .mapToObj(i -> sample(model, sampling, i))
            .flatMapToInt(s -> Arrays.stream(s.symbols()))
            .anyMatch(symbol -> symbol == UNK);
    assertEquals(allowed, occurs);
  }

  @Test
  void sample_logProbabilityAndEnd_areTheModelsOwn() {
    LanguageModel model = model();
    boolean ended = false;
    for (int number = 0; number < 20; number++) {
      Sample sample = sample(model, new Sampling(0.7, 4, 0.9, false, 200, 3), number);
      ended |= sample.ended();
      if (sample.ended()) {
        double want = model.logProbability(sample.symbols());
        assertEquals(want, sample.logProbability(), TOLERANCE * (1 + sample.symbols().length));
      } else {
        assertEquals(200, sample.symbols().length);
      }
    }
    assertTrue(ended);
  }

  @Test
  void sample_temperatureZero_takesTheMostProbableAfterThePrefix() {
    LanguageModel model = model();
    Sampling greedy = new Sampling(0, 0, 1, true, 12, 3);
    int[] symbols = new TextSampler(model, greedy, UNK).sample(new int[] {4, 8}, 0).symbols();
    State state = model.next(model.next(model.start(), 4), 8);
    for (int symbol : symbols) {
      for (float other : state.logProbabilities()) {
        assertTrue(state.logProbability(symbol) >= other);
      }
      state = model.next(state, symbol);
    }
  }
}
