package dev.unroll.control;

import java.util.function.DoubleUnaryOperator;

/** Vector functions in plain loops. Every result is a new array unless it says "adds into". */
public final class Vectors {

  private Vectors() {}

  public static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  public static double[] map(double[] v, DoubleUnaryOperator f) {
    double[] y = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      y[i] = f.applyAsDouble(v[i]);
    }
    return y;
  }

  /** The sum of vectors of one length. */
  public static double[] sum(double[]... terms) {
    double[] y = new double[terms[0].length];
    for (double[] term : terms) {
      addInto(y, term);
    }
    return y;
  }

  /** Adds {@code v} into the elements of {@code y}. */
  public static void addInto(double[] y, double[] v) {
    for (int i = 0; i < y.length; i++) {
      y[i] += v[i];
    }
  }

  /** Adds {@code v} into {@code y}, row by row. */
  public static void addInto(double[][] y, double[][] v) {
    for (int i = 0; i < y.length; i++) {
      addInto(y[i], v[i]);
    }
  }

  public static double[] concat(double[] a, double[] b) {
    double[] y = new double[a.length + b.length];
    System.arraycopy(a, 0, y, 0, a.length);
    System.arraycopy(b, 0, y, a.length, b.length);
    return y;
  }

  /** log Σ exp(v), safe against overflow. */
  public static double logSumExp(double[] v) {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : v) {
      max = Math.max(max, value);
    }
    double sum = 0;
    for (double value : v) {
      sum += Math.exp(value - max);
    }
    return max + Math.log(sum);
  }

  public static double[] logSoftmax(double[] z) {
    double logSum = logSumExp(z);
    return map(z, v -> v - logSum);
  }

  public static double[] softmax(double[] z) {
    return map(logSoftmax(z), Math::exp);
  }

  public static int argmax(double[] v) {
    int best = 0;
    for (int i = 1; i < v.length; i++) {
      if (v[i] > v[best]) {
        best = i;
      }
    }
    return best;
  }
}
