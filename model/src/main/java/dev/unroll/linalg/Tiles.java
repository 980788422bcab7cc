package dev.unroll.linalg;

import java.util.Arrays;

/**
 * Products c += A B on register tiles: a panel of A, a few vectors high, times a few columns of B,
 * the sums of a tile staying in registers while the loop runs over the inner dimension.
 *
 * <p>Every element of c is one chain of fused multiply-adds in the order of the inner dimension,
 * added to c at its end. So its bits depend neither on the width of the vectors nor on how many
 * columns are multiplied together.
 *
 * <p>B is given first, then one panel of A after the other is multiplied with it. Holds copies of
 * parts of B; for one thread.
 */
abstract class Tiles {
  /** Rows of a panel, whose elements are stored column by column. */
  final int panel;

  /** Columns of a product beyond which BLAS is at least as fast. */
  final int widestProduct;

  private final float[] edge;

  // The right operand.
  int inner;
  int columns;

  /**
   * @param width columns of the widest tile
   */
  Tiles(int panel, int width, int widestProduct) {
    this.panel = panel;
    this.widestProduct = widestProduct;
    this.edge = new float[panel * width];
  }

  /** Tiles for the vectors of this machine; null where they are too short, or switched off. */
  static Tiles forThisMachine() {
    if (!(Kernels.get() instanceof VectorKernels)) {
      return null;
    }
    if (WideTiles.fit()) {
      return new WideTiles();
    }
    return NarrowTiles.fit() ? new NarrowTiles() : null;
  }

  /**
   * Takes B, which must not change until its last product.
   *
   * @param b (inner, columns) column-major, leading dimension {@code ldb}
   */
  final void right(float[] b, int bAt, int ldb, int inner, int columns) {
    this.inner = inner;
    this.columns = columns;
    take(b, bAt, ldb);
  }

  abstract void take(float[] b, int bAt, int ldb);

  /**
   * How many columns the tile that begins at a column has; it may reach beyond the last column if
   * {@link #multiply} fills what is beyond with anything.
   */
  abstract int tileWidth(int column);

  /** c += A B for one panel of A and the columns of one tile, of the width that it has. */
  abstract void multiply(float[] a, int aAt, int column, int width, float[] c, int cAt, int ldc);

  /**
   * c += A B for one panel of A.
   *
   * @param a (panel, inner) from {@code aAt} on
   * @param height rows of the panel that c has; the others are not written
   * @param c (height, columns), leading dimension {@code ldc}
   */
  final void multiplyAdd(float[] a, int aAt, int height, float[] c, int cAt, int ldc) {
    int width;
    for (int column = 0; column < columns; column += width) {
      width = tileWidth(column);
      int n = Math.min(width, columns - column);
      int to = cAt + ldc * column;
      if (height == panel && n == width) {
        multiply(a, aAt, column, width, c, to, ldc);
        continue;
      }
      Arrays.fill(edge, 0f);
      multiply(a, aAt, column, width, edge, 0, panel);
      for (int j = 0; j < n; j++) {
        Kernels.get().add(edge, panel * j, c, to + ldc * j, height);
      }
    }
  }
}
