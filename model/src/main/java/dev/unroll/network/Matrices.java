package dev.unroll.network;

import dev.unroll.linalg.Kernels;
import java.util.Arrays;

/** Operations on parts of flat arrays. */
final class Matrices {
  private static final Kernels KERNELS = Kernels.get();

  private Matrices() {}

  /** sum += x. */
  static void add(float[] x, int xAt, float[] sum, int sumAt, int n) {
    KERNELS.add(x, xAt, sum, sumAt, n);
  }

  /** sum += factor · x. */
  static void addScaled(float factor, float[] x, int xAt, float[] sum, int sumAt, int n) {
    KERNELS.addScaled(factor, x, xAt, sum, sumAt, n);
  }

  /** x = 0. */
  static void zero(float[] x, int at, int n) {
    Arrays.fill(x, at, at + n, 0f);
  }

  /** into = x ∘ y; into may be x or y. */
  static void multiply(float[] x, int xAt, float[] y, int yAt, float[] into, int at, int n) {
    KERNELS.multiply(x, xAt, y, yAt, into, at, n);
  }

  /** sum += x ∘ y, from the beginning of x and y. */
  static void addProduct(float[] x, float[] y, float[] sum, int sumAt, int n) {
    KERNELS.addProduct(x, 0, y, 0, sum, sumAt, n);
  }

  /** Copies column {@code order[i]} of a (rows, n) matrix to column i. */
  static void permuteColumns(float[] x, int xAt, int rows, int[] order, int n, float[] into) {
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, xAt + rows * order[i], into, rows * i, rows);
    }
  }

  /** Adds all n columns of a (rows, n) matrix into a vector. */
  static void addColumns(float[] x, int rows, int n, float[] sum, int sumAt) {
    for (int i = 0; i < n; i++) {
      add(x, rows * i, sum, sumAt, rows);
    }
  }
}
