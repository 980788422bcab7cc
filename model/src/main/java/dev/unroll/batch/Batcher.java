package dev.unroll.batch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Makes batches from encoded examples, one method for each task.
 *
 * <p>Sequences are sorted by falling length, those of equal length stay in their order. A batch
 * keeps the number of each example; a caller who numbers examples by their place in the list finds
 * the way back to that list in {@link SequenceBatch#exampleIds}.
 */
public final class Batcher {
  /** The zero vector as a symbol. */
  public static final int ZERO = -1;

  private Batcher() {}

  /**
   * Sentences of a language model, each by itself from the network's initial state.
   *
   * <pre>
   * input   first  w_1  …  w_n
   * target  w_1    w_2  …  eos
   * </pre>
   *
   * @param first the first input: {@link #ZERO} or the end symbol
   */
  public static SequenceBatch languageModel(List<Example> examples, int first, int eos) {
    return shifted(examples, Example::tokens, example -> first, eos);
  }

  /**
   * Sequences of a generator, as those of a language model. The first input is the class, as symbol
   * {@code classOffset + class}, or without a class the zero vector; and beside it {@link
   * Example#features}, in whose place every later step has zeros.
   *
   * @param classOffset number of output symbols; the input symbols behind them are the classes
   * @param featureSize width of the vector that a sequence starts from, 0 for none
   */
  public static SequenceBatch generator(
      List<Example> examples, int classOffset, int featureSize, int eos) {
    SequenceBatch batch =
        shifted(
            examples,
            Example::tokens,
            example -> example.targets().length == 0 ? ZERO : classOffset + example.targets()[0],
            eos);
    return featureSize == 0 ? batch : withFirstVector(batch, examples, featureSize);
  }

  /**
   * Sequences with a label, or with sigmoid outputs a vector of values, at every step; without a
   * target where the examples have neither.
   *
   * @param featureSize width of the dense input of each step, 0 for none
   */
  public static SequenceBatch tagger(List<Example> examples, int featureSize) {
    return labelled(examples, featureSize, false);
  }

  /**
   * Sequences with one label or one vector of values each; without a target where the examples have
   * neither.
   *
   * @param featureSize width of the dense input of each step, 0 for none
   */
  public static SequenceBatch classifier(List<Example> examples, int featureSize) {
    return labelled(examples, featureSize, true);
  }

  /** As {@link #classifier}: the numbers to predict are the values of an example. */
  public static SequenceBatch regressor(List<Example> examples, int featureSize) {
    return labelled(examples, featureSize, true);
  }

  /**
   * Pairs for an encoder and a decoder; the decoder's input is the zero vector, then the target,
   * and its targets end with {@code eos}. Both sides are sorted, each by its own lengths.
   *
   * @param featureSize width of the dense input of each step of the source, 0 for none
   */
  public static PairBatch pairs(List<Example> examples, int featureSize, int eos) {
    int[] sourceOrder = order(examples, example -> steps(example, featureSize));
    int[] targetOrder = order(examples, example -> example.targets().length);
    int[] columnOf = new int[sourceOrder.length];
    for (int b = 0; b < sourceOrder.length; b++) {
      columnOf[sourceOrder[b]] = b;
    }
    return new PairBatch(
        source(examples, featureSize),
        shifted(examples, Example::targets, example -> ZERO, eos),
        Arrays.stream(targetOrder).map(i -> columnOf[i]).toArray());
  }

  /** The inputs of examples alone, for example the sources of a translator. */
  public static SequenceBatch source(List<Example> examples, int featureSize) {
    List<Example> sorted = sort(examples, example -> steps(example, featureSize));
    Packing packing = packing(sorted, example -> steps(example, featureSize));
    boolean symbols = allOrNone(sorted, example -> example.tokens().length, "symbols");
    int[] tokens = symbols ? new int[packing.columns()] : null;
    float[] features = featureSize > 0 ? new float[featureSize * packing.columns()] : null;
    for (int b = 0; b < sorted.size(); b++) {
      Example example = sorted.get(b);
      for (int t = 0; symbols && t < packing.length(b); t++) {
        tokens[packing.column(t, b)] = example.tokens()[t];
      }
      if (features != null) {
        pack(example, example.features(), featureSize, packing, b, features);
      }
    }
    return new SequenceBatch(packing, ids(sorted), tokens, features, null, null, null);
  }

  /**
   * One window of several streams: symbols 0 … T-1 are the inputs, symbols 1 … T the targets. A
   * stream that ends earlier gives zero vectors and targets that do not count from there on; so all
   * windows of a run have the same shape, and the state of every stream keeps its place.
   *
   * @param windows (m) symbols of each stream, none more than T + 1
   * @param steps T
   * @param firstStream number of the first stream; the numbers are the example ids
   */
  public static SequenceBatch stream(int[][] windows, int steps, long firstStream) {
    Packing packing = Packing.uniform(windows.length, steps);
    int[] tokens = new int[packing.columns()];
    int[] targets = new int[packing.columns()];
    Arrays.fill(tokens, ZERO);
    Arrays.fill(targets, -1);
    long[] streams = new long[windows.length];
    for (int b = 0; b < windows.length; b++) {
      int[] window = windows[b];
      if (window.length > steps + 1) {
        throw new IllegalArgumentException(
            "a window of stream %d must hold at most %d symbols, got %d"
                .formatted(firstStream + b, steps + 1, window.length));
      }
      streams[b] = firstStream + b;
      for (int t = 0; t + 1 < window.length; t++) {
        tokens[packing.column(t, b)] = window[t];
        targets[packing.column(t, b)] = window[t + 1];
      }
    }
    return SequenceBatch.ofTokens(packing, streams, tokens, new Target.Ids(targets));
  }

  // ---- parts ------------------------------------------------------------------------------------

  private static SequenceBatch shifted(
      List<Example> examples,
      Function<Example, int[]> symbols,
      ToIntFunction<Example> first,
      int eos) {
    List<Example> sorted = sort(examples, example -> symbols.apply(example).length);
    Packing packing = packing(sorted, example -> symbols.apply(example).length + 1);
    int[] tokens = new int[packing.columns()];
    int[] targets = new int[packing.columns()];
    for (int b = 0; b < sorted.size(); b++) {
      int[] w = symbols.apply(sorted.get(b));
      tokens[packing.column(0, b)] = first.applyAsInt(sorted.get(b));
      for (int t = 0; t < w.length; t++) {
        targets[packing.column(t, b)] = w[t];
        tokens[packing.column(t + 1, b)] = w[t];
      }
      targets[packing.lastColumn(b)] = eos;
    }
    return SequenceBatch.ofTokens(packing, ids(sorted), tokens, new Target.Ids(targets));
  }

  private static SequenceBatch withFirstVector(
      SequenceBatch batch, List<Example> examples, int featureSize) {
    List<Example> sorted = sort(examples, example -> example.tokens().length);
    float[] features = new float[featureSize * batch.packing().columns()];
    for (int b = 0; b < sorted.size(); b++) {
      float[] vector = sorted.get(b).features();
      check(sorted.get(b), "numbers to start from", featureSize, vector.length);
      System.arraycopy(
          vector, 0, features, featureSize * batch.packing().column(0, b), featureSize);
    }
    return new SequenceBatch(
        batch.packing(), batch.exampleIds(), batch.tokens(), features, null, null, batch.target());
  }

  private static SequenceBatch labelled(List<Example> examples, int featureSize, boolean pooled) {
    SequenceBatch inputs = source(examples, featureSize);
    List<Example> sorted = sort(examples, example -> steps(example, featureSize));
    Target target = null;
    if (allOrNone(sorted, example -> example.targets().length, "labels")) {
      target = labels(sorted, inputs.packing(), pooled);
    } else if (allOrNone(sorted, example -> example.values().length, "values")) {
      target = values(sorted, inputs.packing(), pooled);
    }
    return new SequenceBatch(
        inputs.packing(),
        inputs.exampleIds(),
        inputs.tokens(),
        inputs.features(),
        null,
        null,
        target);
  }

  private static Target.Ids labels(List<Example> sorted, Packing packing, boolean pooled) {
    int[] ids = new int[pooled ? sorted.size() : packing.columns()];
    for (int b = 0; b < sorted.size(); b++) {
      int[] labels = sorted.get(b).targets();
      check(sorted.get(b), "labels", pooled ? 1 : packing.length(b), labels.length);
      for (int t = 0; t < labels.length; t++) {
        ids[pooled ? b : packing.column(t, b)] = labels[t];
      }
    }
    return new Target.Ids(ids);
  }

  private static Target.Values values(List<Example> sorted, Packing packing, boolean pooled) {
    Packing places = pooled ? Packing.uniform(sorted.size(), 1) : packing;
    int width = sorted.get(0).values().length / places.length(0);
    float[] values = new float[width * places.columns()];
    for (int b = 0; b < sorted.size(); b++) {
      pack(sorted.get(b), sorted.get(b).values(), width, places, b, values);
    }
    return new Target.Values(values);
  }

  /** Copies one vector for each step of sequence b to its column. */
  private static void pack(
      Example example, float[] vectors, int width, Packing packing, int b, float[] to) {
    check(example, "numbers", width * packing.length(b), vectors.length);
    for (int t = 0; t < packing.length(b); t++) {
      System.arraycopy(vectors, width * t, to, width * packing.column(t, b), width);
    }
  }

  private static int steps(Example example, int featureSize) {
    int symbols = example.tokens().length;
    return symbols > 0 || featureSize == 0 ? symbols : example.features().length / featureSize;
  }

  private static int[] order(List<Example> examples, ToIntFunction<Example> length) {
    return IntStream.range(0, examples.size())
        .boxed()
        .sorted(Comparator.comparingInt((Integer i) -> -length.applyAsInt(examples.get(i))))
        .mapToInt(i -> i)
        .toArray();
  }

  private static List<Example> sort(List<Example> examples, ToIntFunction<Example> length) {
    return Arrays.stream(order(examples, length)).mapToObj(examples::get).toList();
  }

  private static Packing packing(List<Example> sorted, ToIntFunction<Example> length) {
    for (Example example : sorted) {
      if (length.applyAsInt(example) == 0) {
        throw new IllegalArgumentException(
            "example " + example.id() + " must have at least one step, got none");
      }
    }
    return new Packing(sorted.stream().mapToInt(length).toArray());
  }

  private static long[] ids(List<Example> examples) {
    return examples.stream().mapToLong(Example::id).toArray();
  }

  private static boolean allOrNone(
      List<Example> examples, ToIntFunction<Example> size, String what) {
    long have = examples.stream().filter(example -> size.applyAsInt(example) > 0).count();
    if (have > 0 && have < examples.size()) {
      throw new IllegalArgumentException(
          "all examples of a batch must have %s, or none, got %d of %d"
              .formatted(what, have, examples.size()));
    }
    return have > 0;
  }

  private static void check(Example example, String what, int want, int got) {
    if (got != want) {
      throw new IllegalArgumentException(
          "example %d must have %d %s, got %d".formatted(example.id(), want, what, got));
    }
  }
}
