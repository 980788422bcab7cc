package dev.unroll.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random parameters and sequences for any specification, for tests that are not bound to the golden
 * files.
 */
public final class RandomNetworks {

  private static final List<String> OUTPUTS =
      List.of("softmax", "sigmoid", "linear", "crf", "adaptive-softmax");

  private final Random random;

  public RandomNetworks(long seed) {
    this.random = new Random(seed);
  }

  /** A network of the given cell and size; everything else is drawn. */
  public NetworkSpec network(String cell, int hiddenSize) {
    String input = one(List.of("one-hot", "embedding", "dense"));
    int layers = 1 + random.nextInt(3);
    StackSpec stack = stack(cell, layers, hiddenSize, random.nextBoolean(), input);
    String output = one(OUTPUTS);
    String pooling = output.equals("crf") ? "none" : one(List.of("none", "last", "mean", "max"));
    List<Integer> dense = random.nextBoolean() ? List.of() : List.of(5, 3 + random.nextInt(6));
    boolean adaptive = output.equals("adaptive-softmax");
    return new NetworkSpec(
        stack,
        new HeadSpec(
            pooling,
            dense,
            one(List.of("tanh", "relu")),
            output,
            adaptive ? 20 : 2 + random.nextInt(8),
            false,
            adaptive ? List.of(4, 11) : List.of(),
            dense.isEmpty() && stack.width() < 4 ? 1 : 1.5,
            adaptive && random.nextBoolean()));
  }

  /** An encoder-decoder of the given cell and size; everything else is drawn. */
  public EncoderDecoderSpec encoderDecoder(String cell, int hiddenSize) {
    int layers = 1 + random.nextInt(2);
    boolean bidirectional = random.nextBoolean();
    String source = one(List.of("one-hot", "embedding", "dense"));
    StackSpec encoder = stack(cell, layers, hiddenSize, bidirectional, source);
    StackSpec decoder =
        stack(cell, layers, encoder.width(), false, one(List.of("one-hot", "embedding")));
    return new EncoderDecoderSpec(
        encoder, decoder, one(List.of("none", "general")), decoder.vocabularySize());
  }

  /** A stack over at most 40 symbols, so that some batches have more steps than symbols. */
  private StackSpec stack(
      String cell, int layers, int hiddenSize, boolean bidirectional, String input) {
    int width = 1 + random.nextInt(9);
    int symbols = 2 + random.nextInt(39);
    return switch (input) {
      case "dense" -> new StackSpec(cell, layers, hiddenSize, bidirectional, input, 0, 0, width);
      case "embedding" ->
          new StackSpec(cell, layers, hiddenSize, bidirectional, input, symbols, width, width);
      default -> new StackSpec(cell, layers, hiddenSize, bidirectional, input, symbols, 0, symbols);
    };
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** So many lengths between 1 and {@code longest}. */
  public int[] lengths(int count, int longest) {
    return random.ints(count, 1, longest + 1).toArray();
  }

  /** Parameters of the shapes: vectors within ±0.8, matrices within ±1.6 / √columns, in float32. */
  public Map<String, Tensor> parameters(Map<String, int[]> shapes) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
          double bound = shape.length == 1 ? 0.8 : Math.min(0.8, 1.6 / Math.sqrt(shape[1]));
          double[] data = vector(size);
          Arrays.setAll(data, i -> (float) (data[i] / 0.8 * bound));
          parameters.put(name, new Tensor(shape, data));
        });
    return parameters;
  }

  /** One sequence per length, with targets and initial states for the network. */
  public List<ControlExample> examples(NetworkSpec spec, int... lengths) {
    List<ControlExample> examples = new ArrayList<>();
    for (int length : lengths) {
      int outputs = spec.head().pooled() ? 1 : length;
      int nY = spec.head().outputSize();
      boolean values = List.of("sigmoid", "linear").contains(spec.head().output());
      double[][] targets = values ? rows(outputs, nY) : null;
      if (spec.head().output().equals("sigmoid")) {
        for (double[] row : targets) {
          for (int k = 0; k < nY; k++) {
            row[k] = row[k] > 0 ? 1 : 0;
          }
        }
      }
      int states = spec.stack().layers() * spec.stack().directions();
      ControlExample source = source(spec.stack(), length);
      examples.add(
          new ControlExample(
              length,
              source.tokens(),
              source.x(),
              null,
              values ? null : ids(outputs, 0, nY),
              targets,
              rows(states, spec.stack().hiddenSize()),
              spec.stack().hasMemory() ? rows(states, spec.stack().hiddenSize()) : null));
    }
    return examples;
  }

  /** Source and target lengths pair by pair. */
  public List<PairExample> pairs(EncoderDecoderSpec spec, int[] sources, int[] targets) {
    List<PairExample> pairs = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      int[] ids = ids(targets[i], 0, spec.outputSize());
      int[] inputs = new int[ids.length];
      inputs[0] = -1;
      System.arraycopy(ids, 0, inputs, 1, ids.length - 1);
      pairs.add(new PairExample(source(spec.encoder(), sources[i]), inputs, ids));
    }
    return pairs;
  }

  private ControlExample source(StackSpec spec, int length) {
    boolean dense = spec.input().equals("dense");
    return ControlExample.ofInput(
        length,
        dense ? null : ids(length, -1, spec.vocabularySize()),
        dense ? rows(length, spec.inputSize()) : null);
  }

  private int[] ids(int count, int low, int high) {
    return random.ints(count, low, high).toArray();
  }

  private double[][] rows(int count, int width) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = vector(width);
    }
    return rows;
  }

  private double[] vector(int size) {
    double[] vector = new double[size];
    for (int i = 0; i < size; i++) {
      vector[i] = (float) (1.6 * random.nextDouble() - 0.8);
    }
    return vector;
  }
}
