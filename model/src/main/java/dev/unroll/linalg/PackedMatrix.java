package dev.unroll.linalg;

import java.util.Arrays;

/**
 * A matrix A that is prepared once and then multiplied with many narrow ones, as the recurrent
 * weights are at every time step: BLAS would rearrange all of A again for each product.
 *
 * <p>Where vectors are 512 bits wide the products run on {@link VectorTiles}; elsewhere, and where
 * too few columns are to come, on {@link Blas}. The prepared copy belongs to this object and grows
 * to the largest matrix it has held. For one thread.
 */
public final class PackedMatrix {
  /** Columns to multiply, all products together, from which on packing pays. */
  private static final int FEWEST_COLUMNS = 128;

  private final boolean vectors = Kernels.get() instanceof VectorKernels && VectorTiles.fit();
  private final Buffer packed = new Buffer();
  private float[] edge = {};

  // What was packed.
  private int rows;
  private int inner;
  private boolean tiles;
  private boolean transposed;
  private float[] source;
  private int sourceAt;
  private int leading;

  /**
   * Prepares A, or the transpose of a stored matrix; it must not change until the last product.
   *
   * @param transposed whether A is the transpose of what is stored
   * @param rows rows of A
   * @param inner columns of A
   * @param a the stored matrix, column-major from {@code at} on
   * @param leading distance of its columns
   * @param columns how many columns will be multiplied with A, all products together
   */
  public void pack(
      boolean transposed, int rows, int inner, float[] a, int at, int leading, int columns) {
    this.tiles = vectors && columns >= FEWEST_COLUMNS;
    this.rows = rows;
    this.inner = inner;
    this.transposed = transposed;
    this.source = a;
    this.sourceAt = at;
    this.leading = leading;
    if (tiles) {
      if (edge.length == 0) {
        edge = new float[VectorTiles.PANEL * EDGE_COLUMNS];
      }
      packed.atLeast(panels() * VectorTiles.PANEL * inner);
      for (int panel = 0; panel < panels(); panel++) {
        packPanel(panel);
      }
    }
  }

  /** Columns of b that the last, incomplete panel takes at a time. */
  private static final int EDGE_COLUMNS = 8;

  private int panels() {
    return (rows + VectorTiles.PANEL - 1) / VectorTiles.PANEL;
  }

  private void packPanel(int panel) {
    int first = panel * VectorTiles.PANEL;
    int height = Math.min(VectorTiles.PANEL, rows - first);
    float[] to = packed.floats();
    int toAt = first * inner;
    if (height < VectorTiles.PANEL) {
      Arrays.fill(to, toAt, toAt + VectorTiles.PANEL * inner, 0f);
    }
    if (!transposed) {
      for (int k = 0; k < inner; k++) {
        System.arraycopy(
            source, sourceAt + leading * k + first, to, toAt + VectorTiles.PANEL * k, height);
      }
      return;
    }
    for (int row = 0; row < height; row++) {
      int from = sourceAt + leading * (first + row);
      for (int k = 0; k < inner; k++) {
        to[toAt + VectorTiles.PANEL * k + row] = source[from + k];
      }
    }
  }

  /**
   * c += A b.
   *
   * @param b (inner, n) column-major, leading dimension {@code ldb}
   * @param c (rows, n) column-major, leading dimension {@code ldc}
   */
  public void multiplyAdd(float[] b, int bAt, int ldb, int n, float[] c, int cAt, int ldc) {
    if (!tiles) {
      Blas.get()
          .gemm(
              transposed,
              false,
              rows,
              n,
              inner,
              1f,
              source,
              sourceAt,
              leading,
              b,
              bAt,
              ldb,
              1f,
              c,
              cAt,
              ldc);
      return;
    }
    long start = System.nanoTime();
    int whole = rows / VectorTiles.PANEL;
    for (int panel = 0; panel < whole; panel++) {
      int first = panel * VectorTiles.PANEL;
      VectorTiles.multiplyAdd(
          packed.floats(), first * inner, inner, b, bAt, ldb, n, c, cAt + first, ldc);
    }
    if (whole < panels()) {
      multiplyEdge(b, bAt, ldb, n, c, cAt, ldc);
    }
    Blas.get().countProduct(System.nanoTime() - start);
  }

  /** The last panel reaches below the last row of c: it is computed aside. */
  private void multiplyEdge(float[] b, int bAt, int ldb, int n, float[] c, int cAt, int ldc) {
    int first = rows / VectorTiles.PANEL * VectorTiles.PANEL;
    for (int j = 0; j < n; j += EDGE_COLUMNS) {
      int width = Math.min(EDGE_COLUMNS, n - j);
      Arrays.fill(edge, 0f);
      VectorTiles.multiplyAdd(
          packed.floats(),
          first * inner,
          inner,
          b,
          bAt + j * ldb,
          ldb,
          width,
          edge,
          0,
          VectorTiles.PANEL);
      for (int column = 0; column < width; column++) {
        int from = VectorTiles.PANEL * column;
        int to = cAt + first + ldc * (j + column);
        Kernels.get().add(edge, from, c, to, rows - first);
      }
    }
  }
}
