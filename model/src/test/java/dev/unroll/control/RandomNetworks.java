package dev.unroll.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random parameters and sequences for any specification, for tests that are not bound to the golden
 * files.
 */
public final class RandomNetworks {

  private final Random random;

  public RandomNetworks(long seed) {
    this.random = new Random(seed);
  }

  /** Parameters of the shapes, uniform in ±0.8 and exact in float32. */
  public Map<String, Tensor> parameters(Map<String, int[]> shapes) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          int size = 1;
          for (int n : shape) {
            size *= n;
          }
          parameters.put(name, new Tensor(shape, vector(size)));
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
              spec.stack().cell().startsWith("lstm")
                  ? rows(states, spec.stack().hiddenSize())
                  : null));
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
