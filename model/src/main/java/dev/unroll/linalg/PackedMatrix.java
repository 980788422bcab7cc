package dev.unroll.linalg;

import java.util.Arrays;

/**
 * A matrix A that is prepared once and then multiplied with many narrow ones, as the recurrent
 * weights are at every time step: BLAS would rearrange all of A again for each product.
 *
 * <p>Where vectors are long enough the products run on {@link Tiles}; elsewhere, and where BLAS is
 * as fast, on {@link Blas}. The prepared copy belongs to this object and grows to the largest
 * matrix it has held. For one thread.
 */
public final class PackedMatrix {
  /** Columns to multiply, all products together, from which on packing pays. */
  private static final int FEWEST_COLUMNS = 128;

  private final Tiles tiles = Tiles.forThisMachine();
  private final Buffer packed = new Buffer();

  // What was packed.
  private int rows;
  private int inner;
  private boolean onTiles;
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
   * @param widest the most columns of one product
   */
  public void pack(
      boolean transposed,
      int rows,
      int inner,
      float[] a,
      int at,
      int leading,
      int columns,
      int widest) {
    this.onTiles = tiles != null && columns >= FEWEST_COLUMNS && widest <= tiles.widestProduct;
    this.rows = rows;
    this.inner = inner;
    this.transposed = transposed;
    this.source = a;
    this.sourceAt = at;
    this.leading = leading;
    if (onTiles) {
      int panels = (rows + tiles.panel - 1) / tiles.panel;
      packed.atLeast(panels * tiles.panel * inner);
      for (int panel = 0; panel < panels; panel++) {
        packPanel(panel);
      }
    }
  }

  private void packPanel(int panel) {
    int first = panel * tiles.panel;
    int height = Math.min(tiles.panel, rows - first);
    float[] to = packed.floats();
    int toAt = first * inner;
    if (height < tiles.panel) {
      Arrays.fill(to, toAt, toAt + tiles.panel * inner, 0f);
    }
    if (!transposed) {
      for (int k = 0; k < inner; k++) {
        System.arraycopy(
            source, sourceAt + leading * k + first, to, toAt + tiles.panel * k, height);
      }
      return;
    }
    for (int row = 0; row < height; row++) {
      int from = sourceAt + leading * (first + row);
      for (int k = 0; k < inner; k++) {
        to[toAt + tiles.panel * k + row] = source[from + k];
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
    if (!onTiles) {
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
    tiles.right(b, bAt, ldb, inner, n);
    for (int first = 0; first < rows; first += tiles.panel) {
      int height = Math.min(tiles.panel, rows - first);
      tiles.multiplyAdd(packed.floats(), first * inner, height, c, cAt + first, ldc);
    }
    Blas.get().countProduct(System.nanoTime() - start);
  }
}
