package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.control.ControlExample;
import dev.unroll.control.StackSpec;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The way between sequences in any order and the packed matrices of a batch.
 *
 * @param packing of the sequences by falling length
 * @param places of each sequence in the packing
 */
record Packed(Packing packing, List<Integer> places) {

  static Packed of(List<ControlExample> examples) {
    List<Integer> order =
        IntStream.range(0, examples.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -examples.get(i).length()))
            .toList();
    Packing packing = new Packing(order.stream().mapToInt(i -> examples.get(i).length()).toArray());
    return new Packed(
        packing, IntStream.range(0, examples.size()).mapToObj(order::indexOf).toList());
  }

  /** The batch of the sequences; {@code perStep} says where the targets stand. */
  SequenceBatch batch(StackSpec stack, List<ControlExample> examples, boolean perStep) {
    ControlExample first = examples.get(0);
    int m = places.size();
    int[] tokens = first.tokens() == null ? null : new int[packing.columns()];
    float[] features = first.x() == null ? null : new float[stack.inputSize() * packing.columns()];
    float[] firstInput = first.firstInput() == null ? null : new float[stack.inputSize() * m];
    long[] ids = new long[m];
    for (int i = 0; i < m; i++) {
      ControlExample example = examples.get(i);
      int b = places.get(i);
      ids[b] = i;
      for (int t = 0; t < example.length(); t++) {
        if (tokens != null) {
          tokens[packing.column(t, b)] = example.tokens()[t];
        }
        if (features != null) {
          write(example.x()[t], features, packing.column(t, b));
        }
      }
      if (firstInput != null) {
        write(example.firstInput(), firstInput, b);
      }
    }
    return new SequenceBatch(
        packing,
        ids,
        tokens,
        features,
        firstInput,
        initialState(stack, examples),
        target(examples, perStep));
  }

  private Target target(List<ControlExample> examples, boolean perStep) {
    int columns = perStep ? packing.columns() : places.size();
    ControlExample first = examples.get(0);
    int[] ids = first.targetIds() == null ? null : new int[columns];
    float[] values =
        first.targetValues() == null ? null : new float[first.targetValues()[0].length * columns];
    for (int i = 0; i < places.size(); i++) {
      ControlExample example = examples.get(i);
      int outputs = perStep ? example.length() : 1;
      for (int t = 0; t < outputs; t++) {
        int column = perStep ? packing.column(t, places.get(i)) : places.get(i);
        if (ids != null) {
          ids[column] = example.targetIds()[t];
        }
        if (values != null) {
          write(example.targetValues()[t], values, column);
        }
      }
    }
    if (ids == null && values == null) {
      return null;
    }
    return ids != null ? new Target.Ids(ids) : new Target.Values(values);
  }

  private float[] initialState(StackSpec stack, List<ControlExample> examples) {
    if (examples.get(0).h0() == null) {
      return null;
    }
    int nA = stack.hiddenSize();
    int m = places.size();
    boolean memory = examples.get(0).c0() != null;
    int states = stack.layers() * stack.directions();
    float[] flat = new float[states * nA * m * (memory ? 2 : 1)];
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < states; k++) {
        int column = k * (memory ? 2 : 1) * m + places.get(i);
        write(examples.get(i).h0()[k], flat, column);
        if (memory) {
          write(examples.get(i).c0()[k], flat, column + m);
        }
      }
    }
    return flat;
  }

  /** The states of sequence i: h, or with {@code memory} c, of a flat state. */
  double[][] state(StackSpec stack, float[] flat, int i, boolean ofMemory) {
    boolean memory = stack.hasMemory();
    int m = places.size();
    double[][] states = new double[stack.layers() * stack.directions()][];
    for (int k = 0; k < states.length; k++) {
      int column = k * (memory ? 2 : 1) * m + (ofMemory ? m : 0) + places.get(i);
      states[k] = readColumn(flat, stack.hiddenSize(), column);
    }
    return states;
  }

  /** The columns of sequence i in a matrix with one column per step. */
  double[][] steps(float[] matrix, int rows, int i) {
    double[][] steps = new double[packing.length(places.get(i))][];
    for (int t = 0; t < steps.length; t++) {
      steps[t] = readColumn(matrix, rows, packing.column(t, places.get(i)));
    }
    return steps;
  }

  /** The column of sequence i in a matrix with one column per sequence. */
  double[] column(float[] matrix, int rows, int i) {
    return readColumn(matrix, rows, places.get(i));
  }

  private static void write(double[] column, float[] matrix, int index) {
    for (int j = 0; j < column.length; j++) {
      matrix[index * column.length + j] = (float) column[j];
    }
  }

  private static double[] readColumn(float[] matrix, int rows, int index) {
    return read(matrix, rows * index, rows);
  }

  /** {@code n} floats from {@code at} on. */
  static double[] read(float[] matrix, int at, int n) {
    double[] values = new double[n];
    for (int j = 0; j < n; j++) {
      values[j] = matrix[at + j];
    }
    return values;
  }
}
