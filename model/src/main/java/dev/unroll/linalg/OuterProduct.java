package dev.unroll.linalg;

import java.util.Arrays;

/**
 * Products a bᵀ over many time steps, which the gradients of weights are: a few hundred to a few
 * thousand rows and columns, and a long inner dimension.
 *
 * <p>Where vectors are 512 bits wide the product runs on {@link VectorTiles}: the inner dimension
 * is cut into chunks; of each chunk all of b, then one panel of a after the other is copied into
 * the order in which the tiles read them. Elsewhere, and for small products, it is one call of
 * {@link Blas}. Holds the copies; for one thread.
 */
public final class OuterProduct {
  private static final int CHUNK = 256;
  private static final int SMALLEST = 32;
  private static final int TILE = 8;

  private final boolean tiles = Kernels.get() instanceof VectorKernels && VectorTiles.fit();
  private final Buffer panel = new Buffer();
  private final Buffer packed = new Buffer();
  private final Buffer edge = new Buffer();

  /**
   * c += a bᵀ.
   *
   * @param a (rows, inner) column-major, leading dimension {@code lda}
   * @param b (columns, inner) column-major, leading dimension {@code ldb}
   * @param c (rows, columns) column-major, leading dimension {@code ldc}
   */
  public void multiplyAdd(
      int rows,
      int columns,
      int inner,
      float[] a,
      int aAt,
      int lda,
      float[] b,
      int bAt,
      int ldb,
      float[] c,
      int cAt,
      int ldc) {
    if (!tiles || Math.min(rows, Math.min(columns, inner)) < SMALLEST) {
      Blas.get()
          .gemm(false, true, rows, columns, inner, 1f, a, aAt, lda, b, bAt, ldb, 1f, c, cAt, ldc);
      return;
    }
    long start = System.nanoTime();
    panel.atLeast(VectorTiles.PANEL * CHUNK);
    edge.atLeast(VectorTiles.PANEL * TILE);
    for (int from = 0; from < inner; from += CHUNK) {
      int count = Math.min(CHUNK, inner - from);
      packColumns(columns, count, b, bAt + ldb * from, ldb);
      for (int row = 0; row < rows; row += VectorTiles.PANEL) {
        int height = Math.min(VectorTiles.PANEL, rows - row);
        packPanel(height, count, a, aAt + lda * from + row, lda);
        for (int column = 0; column < columns; column += TILE) {
          int width = Math.min(TILE, columns - column);
          int to = cAt + ldc * column + row;
          int group = column * count;
          if (height == VectorTiles.PANEL && width == TILE) {
            VectorTiles.multiplyAddRows(
                panel.floats(), 0, count, packed.floats(), group, c, to, ldc);
          } else {
            multiplyEdge(height, width, count, group, c, to, ldc);
          }
        }
      }
    }
    Blas.get().countProduct(System.nanoTime() - start);
  }

  /** Groups of eight columns of bᵀ; the last group is filled up with zeros. */
  private void packColumns(int columns, int count, float[] b, int bAt, int ldb) {
    int groups = (columns + TILE - 1) / TILE;
    float[] to = packed.atLeast(groups * TILE * CHUNK);
    for (int group = 0; group < groups; group++) {
      int width = Math.min(TILE, columns - group * TILE);
      int toAt = group * TILE * count;
      if (width < TILE) {
        Arrays.fill(to, toAt, toAt + TILE * count, 0f);
      }
      for (int k = 0; k < count; k++) {
        System.arraycopy(b, bAt + ldb * k + group * TILE, to, toAt + TILE * k, width);
      }
    }
  }

  private void packPanel(int height, int count, float[] a, int aAt, int lda) {
    float[] to = panel.floats();
    if (height < VectorTiles.PANEL) {
      Arrays.fill(to, 0, VectorTiles.PANEL * count, 0f);
    }
    for (int k = 0; k < count; k++) {
      System.arraycopy(a, aAt + lda * k, to, VectorTiles.PANEL * k, height);
    }
  }

  /** A tile that reaches beyond c is computed aside. */
  private void multiplyEdge(
      int height, int width, int count, int group, float[] c, int to, int ldc) {
    float[] tile = edge.floats();
    Arrays.fill(tile, 0, VectorTiles.PANEL * TILE, 0f);
    VectorTiles.multiplyAddRows(
        panel.floats(), 0, count, packed.floats(), group, tile, 0, VectorTiles.PANEL);
    for (int j = 0; j < width; j++) {
      Kernels.get().add(tile, VectorTiles.PANEL * j, c, to + ldc * j, height);
    }
  }
}
