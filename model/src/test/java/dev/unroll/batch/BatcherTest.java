package dev.unroll.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatcherTest {
  private static final int EOS = 1;
  private static final int[] NONE = {};
  private static final float[] NO_NUMBERS = {};

  /** Examples whose ids are their places; labels, features (2 a step) and values (3 a step). */
  private static List<Example> random(int seed, int count, int shortest) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      int n = shortest + random.nextInt(6);
      int[] tokens = random.ints(n, 0, 50).toArray();
      int[] labels = random.ints(n, 0, 5).toArray();
      examples.add(new Example(id, tokens, numbers(random, 2 * n), labels, numbers(random, 3 * n)));
    }
    return examples;
  }

  private static float[] numbers(Random random, int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = random.nextFloat();
    }
    return numbers;
  }

  private static Example with(Example e, int[] targets, float[] values) {
    return new Example(e.id(), e.tokens(), e.features(), targets, values);
  }

  /** The columns of sequence b, in order. */
  private static int[] row(SequenceBatch batch, int[] columns, int b) {
    Packing packing = batch.packing();
    return IntStream.range(0, packing.length(b)).map(t -> columns[packing.column(t, b)]).toArray();
  }

  private static float[] vectors(SequenceBatch batch, float[] columns, int width, int b) {
    Packing packing = batch.packing();
    float[] row = new float[width * packing.length(b)];
    for (int t = 0; t < packing.length(b); t++) {
      System.arraycopy(columns, width * packing.column(t, b), row, width * t, width);
    }
    return row;
  }

  private static void assertSorted(SequenceBatch batch) {
    long[] ids = batch.exampleIds();
    for (int b = 1; b < ids.length; b++) {
      int fall = batch.packing().length(b - 1) - batch.packing().length(b);
      assertTrue(fall > 0 || (fall == 0 && ids[b - 1] < ids[b]));
    }
    assertEquals(ids.length, Arrays.stream(ids).distinct().count());
  }

  private static int[] ids(Target target) {
    return ((Target.Ids) target).ids();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20})
  void languageModel_sentences_areShiftedByOneAndEndWithEos(int count) {
    List<Example> examples = random(count, count, 0);
    SequenceBatch batch = Batcher.languageModel(examples, Batcher.ZERO, EOS);
    assertSorted(batch);
    assertEquals(count, batch.size());
    for (int b = 0; b < count; b++) {
      int[] w = examples.get((int) batch.exampleIds()[b]).tokens();
      int[] input = row(batch, batch.tokens(), b);
      int[] target = row(batch, ids(batch.target()), b);
      assertEquals(-1, input[0]);
      assertArrayEquals(w, Arrays.copyOfRange(input, 1, input.length));
      assertArrayEquals(w, Arrays.copyOf(target, target.length - 1));
      assertEquals(EOS, target[target.length - 1]);
    }
  }

  @Test
  void languageModel_startWithEos_isTheFirstInput() {
    SequenceBatch batch = Batcher.languageModel(List.of(Example.of(0, new int[] {4})), EOS, EOS);
    assertArrayEquals(new int[] {EOS, 4}, batch.tokens());
    assertArrayEquals(new int[] {4, EOS}, ids(batch.target()));
  }

  @Test
  void generator_class_isTheFirstInputBehindTheVocabulary() {
    Example third = Example.of(0, new int[] {7, 8}, new int[] {3});
    SequenceBatch batch = Batcher.generator(List.of(third), 50, 0, EOS);
    assertArrayEquals(new int[] {53, 7, 8}, batch.tokens());
    assertArrayEquals(new int[] {7, 8, EOS}, ids(batch.target()));
    SequenceBatch none = Batcher.generator(List.of(Example.of(0, new int[] {7})), 50, 0, EOS);
    assertArrayEquals(new int[] {-1, 7}, none.tokens());
    assertNull(none.features());
  }

  @Test
  void generator_vector_standsAtTheFirstStepAlone() {
    Example one = new Example(0, new int[] {7}, new float[] {1, 2}, NONE, NO_NUMBERS);
    Example two = new Example(1, new int[] {7, 8}, new float[] {3, 4}, NONE, NO_NUMBERS);
    SequenceBatch batch = Batcher.generator(List.of(one, two), 50, 2, EOS);
    assertArrayEquals(new float[] {3, 4, 1, 2, 0, 0, 0, 0, 0, 0}, batch.features());
    assertThrows(IllegalArgumentException.class, () -> Batcher.generator(List.of(one), 50, 3, EOS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20})
  void tagger_labelsAndFeatures_standAtTheirSteps(int count) {
    List<Example> examples = random(count, count, 1);
    SequenceBatch batch = Batcher.tagger(examples, 2);
    assertSorted(batch);
    for (int b = 0; b < count; b++) {
      Example e = examples.get((int) batch.exampleIds()[b]);
      assertArrayEquals(e.tokens(), row(batch, batch.tokens(), b));
      assertArrayEquals(e.targets(), row(batch, ids(batch.target()), b));
      assertArrayEquals(e.features(), vectors(batch, batch.features(), 2, b));
    }
  }

  @Test
  void tagger_values_standAtTheirSteps() {
    List<Example> examples = random(3, 9, 1).stream().map(e -> with(e, NONE, e.values())).toList();
    SequenceBatch batch = Batcher.tagger(examples, 0);
    float[] values = ((Target.Values) batch.target()).values();
    assertNull(batch.features());
    for (int b = 0; b < batch.size(); b++) {
      Example e = examples.get((int) batch.exampleIds()[b]);
      assertArrayEquals(e.values(), vectors(batch, values, 3, b));
    }
  }

  @Test
  void tagger_denseInputAlone_hasNoTokens() {
    Example dense = new Example(0, NONE, new float[] {1, 2, 3, 4}, new int[] {0, 1}, NO_NUMBERS);
    SequenceBatch batch = Batcher.tagger(List.of(dense), 2);
    assertNull(batch.tokens());
    assertEquals(2, batch.packing().steps());
  }

  @Test
  void classifierAndRegressor_target_isOneForEachSequence() {
    Example one = Example.of(0, new int[] {5}, new int[] {2});
    Example two = Example.of(1, new int[] {5, 6}, new int[] {3});
    SequenceBatch classes = Batcher.classifier(List.of(one, two), 0);
    assertArrayEquals(new int[] {3, 2}, ids(classes.target()));
    SequenceBatch numbers =
        Batcher.regressor(
            List.of(with(one, NONE, new float[] {0.5f, 1}), with(two, NONE, new float[] {1.5f, 2})),
            0);
    assertArrayEquals(new float[] {1.5f, 2, 0.5f, 1}, ((Target.Values) numbers.target()).values());
  }

  @Test
  void classifier_withoutLabels_hasNoTarget() {
    assertNull(Batcher.classifier(List.of(Example.of(0, new int[] {5})), 0).target());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 20})
  void pairs_sidesSortedByThemselves_stayTogether(int count) {
    Random random = new Random(count);
    List<Example> examples =
        random(count, count, 1).stream()
            .map(e -> with(e, random.ints(random.nextInt(5), 0, 9).toArray(), NO_NUMBERS))
            .toList();
    PairBatch batch = Batcher.pairs(examples, 0, EOS);
    assertSorted(batch.source());
    assertSorted(batch.target());
    assertNull(batch.source().target());
    for (int b = 0; b < count; b++) {
      int source = batch.sourceColumns()[b];
      assertEquals(batch.target().exampleIds()[b], batch.source().exampleIds()[source]);
      Example e = examples.get((int) batch.target().exampleIds()[b]);
      assertArrayEquals(e.tokens(), row(batch.source(), batch.source().tokens(), source));
      int[] target = row(batch.target(), ids(batch.target().target()), b);
      assertArrayEquals(e.targets(), Arrays.copyOf(target, target.length - 1));
      assertEquals(EOS, target[target.length - 1]);
      assertEquals(-1, batch.target().tokens()[batch.target().packing().column(0, b)]);
    }
  }

  @Test
  void stream_raggedTail_doesNotCount() {
    int[][] windows = {{2, 3, 4, 5}, {6, 7}, {8}, {}};
    SequenceBatch batch = Batcher.stream(windows, 3, 10);
    assertTrue(batch.packing().isUniform());
    assertArrayEquals(new long[] {10, 11, 12, 13}, batch.exampleIds());
    assertArrayEquals(new int[] {2, 6, -1, -1, 3, -1, -1, -1, 4, -1, -1, -1}, batch.tokens());
    assertArrayEquals(new int[] {3, 7, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1}, ids(batch.target()));
  }

  @Test
  void stream_windowTooLong_isRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Batcher.stream(new int[][] {{1, 2, 3}}, 1, 4));
    assertEquals("a window of stream 4 must hold at most 2 symbols, got 3", e.getMessage());
  }

  @Test
  void tagger_examplesThatDoNotFit_areRefusedByName() {
    assertMessage("example 7 must have at least one step, got none", Example.of(7, NONE, NONE));
    assertMessage(
        "example 7 must have 2 labels, got 1", Example.of(7, new int[] {3, 4}, new int[] {1}));
    assertMessage(
        "all examples of a batch must have labels, or none, got 1 of 2",
        Example.of(7, new int[] {3}),
        Example.of(8, new int[] {3}, new int[] {1}));
  }

  private static void assertMessage(String message, Example... examples) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Batcher.tagger(List.of(examples), 0));
    assertEquals(message, e.getMessage());
  }
}
