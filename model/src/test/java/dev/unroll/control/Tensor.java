package dev.unroll.control;

import java.util.Arrays;

/**
 * A tensor in row-major order.
 *
 * @param shape its dimensions; empty for a number
 * @param data its elements, owned by the tensor
 */
public record Tensor(int[] shape, double[] data) {

  public Tensor {
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (size != data.length) {
      throw new IllegalArgumentException(
          "a tensor of shape %s must have %d elements, got %d"
              .formatted(Arrays.toString(shape), size, data.length));
    }
  }

  /** A number. */
  public static Tensor scalar(double value) {
    return new Tensor(new int[0], new double[] {value});
  }

  /** A vector over the given array, not a copy. */
  public static Tensor vector(double... data) {
    return new Tensor(new int[] {data.length}, data);
  }

  /** The only element of a number. */
  public double value() {
    if (data.length != 1) {
      throw new IllegalStateException("a number must have 1 element, got " + data.length);
    }
    return data[0];
  }

  /** A copy of {@code tensor[i, j, :]}. */
  public double[] row(int i, int j) {
    int start = (i * shape[1] + j) * shape[2];
    return Arrays.copyOfRange(data, start, start + shape[2]);
  }

  /** A copy of {@code tensor[i, :]} of a matrix. */
  public double[] row(int i) {
    return Arrays.copyOfRange(data, i * shape[1], (i + 1) * shape[1]);
  }

  /** A copy of {@code tensor[:, i, :]}: of states, those of sequence i. */
  public double[][] column(int i) {
    double[][] column = new double[shape[0]][];
    for (int k = 0; k < column.length; k++) {
      column[k] = row(k, i);
    }
    return column;
  }

  /**
   * The error measure of the golden files: {@link #error(Tensor, Tensor, double)} with a scale of
   * at least 1e-3.
   */
  public static double error(Tensor got, Tensor want) {
    return error(got, want, 1e-3);
  }

  /**
   * {@code max|got - want| / max(max|want|, leastScale)}; infinite where an element is not a
   * number.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static double error(Tensor got, Tensor want, double leastScale) {
    if (!Arrays.equals(got.shape, want.shape)) {
      throw new IllegalArgumentException(
          "shape must be %s, got %s"
              .formatted(Arrays.toString(want.shape), Arrays.toString(got.shape)));
    }
    double difference = 0;
    double scale = leastScale;
    for (int i = 0; i < want.data.length; i++) {
      double d = Math.abs(got.data[i] - want.data[i]);
      difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
      scale = Math.max(scale, Math.abs(want.data[i]));
    }
    return difference / scale;
  }
}
