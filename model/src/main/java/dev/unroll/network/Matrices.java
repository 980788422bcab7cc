package dev.unroll.network;

/** Plain loops over parts of flat arrays. */
final class Matrices {
  private Matrices() {}

  /** sum += x. */
  static void add(float[] x, int xAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] += x[xAt + i];
    }
  }

  /** sum += factor · x. */
  static void addScaled(float factor, float[] x, int xAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] += factor * x[xAt + i];
    }
  }

  /** into = x ∘ y. */
  static void multiply(float[] x, int xAt, float[] y, int yAt, float[] into, int at, int n) {
    for (int i = 0; i < n; i++) {
      into[at + i] = x[xAt + i] * y[yAt + i];
    }
  }

  /** x ∘= y. */
  static void multiplyInPlace(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i++) {
      x[xAt + i] *= y[yAt + i];
    }
  }

  /** sum += x ∘ y, from the beginning of x and y. */
  static void addProduct(float[] x, float[] y, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] += x[i] * y[i];
    }
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
