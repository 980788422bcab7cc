package dev.unroll.linalg;

import java.util.Arrays;

/**
 * Products a bᵀ over many time steps, which the gradients of weights are: a few hundred to a few
 * thousand rows and columns, and a long inner dimension.
 *
 * <p>Where vectors are 512 bits wide the product runs on {@link WideTiles}: the inner dimension is
 * cut into chunks; of each chunk all of b, then one panel of a after the other is copied into the
 * order in which the tiles read them. Elsewhere, and for small products, it is one call of {@link
 * Blas}. Holds the copies; for one thread.
 */
public final class OuterProduct {
  private static final int CHUNK = 256;
  private static final int SMALLEST = 32;

  private final WideTiles tiles;
  private final Buffer panel = new Buffer();

  /** For the vectors of this machine. */
  public OuterProduct() {
    this(Tiles.forThisMachine() instanceof WideTiles wide ? wide : null);
  }

  /**
   * @param tiles null for BLAS alone
   */
  OuterProduct(WideTiles tiles) {
    this.tiles = tiles;
  }

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
    if (tiles == null || Math.min(rows, Math.min(columns, inner)) < SMALLEST) {
      Blas.get()
          .gemm(false, true, rows, columns, inner, 1f, a, aAt, lda, b, bAt, ldb, 1f, c, cAt, ldc);
      return;
    }
    long start = System.nanoTime();
    panel.atLeast(tiles.panel * CHUNK);
    for (int from = 0; from < inner; from += CHUNK) {
      int count = Math.min(CHUNK, inner - from);
      tiles.rightTransposed(b, bAt + ldb * from, ldb, count, columns);
      for (int row = 0; row < rows; row += tiles.panel) {
        int height = Math.min(tiles.panel, rows - row);
        packPanel(height, count, a, aAt + lda * from + row, lda);
        tiles.multiplyAdd(panel.floats(), 0, height, c, cAt + row, ldc);
      }
    }
    Blas.get().countProduct(System.nanoTime() - start);
  }

  private void packPanel(int height, int count, float[] a, int aAt, int lda) {
    float[] to = panel.floats();
    if (height < tiles.panel) {
      Arrays.fill(to, 0, tiles.panel * count, 0f);
    }
    for (int k = 0; k < count; k++) {
      System.arraycopy(a, aAt + lda * k, to, tiles.panel * k, height);
    }
  }
}
