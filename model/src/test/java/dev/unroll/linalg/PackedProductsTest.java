package dev.unroll.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link PackedMatrix} and {@link OuterProduct} against plain loops in double. */
class PackedProductsTest {
  /** Float sums of a few hundred products of numbers below 1 in magnitude. */
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "4, 3, 6",
    "13, 7, 31",
    "48, 8, 16",
    "49, 9, 33",
    "96, 12, 48",
    "100, 15, 40",
    "200, 50, 130",
    "31, 64, 200"
  })
  void packedMatrix_anySizes_equalsPlainLoops(int rows, int n, int inner) {
    int leading = rows + 3;
    float[] a = random(leading * inner + 5, 1);
    int leadingT = inner + 2;
    float[] at = random(leadingT * rows + 5, 2);
    float[] b = random((inner + 1) * n + 2, 3);
    for (boolean transposed : new boolean[] {false, true}) {
      float[] stored = transposed ? at : a;
      int ld = transposed ? leadingT : leading;
      PackedMatrix packed = new PackedMatrix();
      packed.pack(false, 2, 2, a, 0, leading, 1, 1); // an earlier, other matrix
      packed.pack(transposed, rows, inner, stored, 5, ld, 1000, 100);
      float[] c = random((rows + 1) * n, 4);
      double[] want = new double[c.length];
      for (int i = 0; i < c.length; i++) {
        want[i] = c[i];
      }
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < rows; i++) {
          for (int k = 0; k < inner; k++) {
            double element = stored[5 + (transposed ? k + ld * i : i + ld * k)];
            want[i + (rows + 1) * j] += element * b[2 + k + (inner + 1) * j];
          }
        }
      }
      packed.multiplyAdd(b, 2, inner + 1, n, c, 0, rows + 1);
      assertClose(want, c);
    }
  }

  @ParameterizedTest
  @CsvSource({"48, 8, 32", "32, 32, 32", "49, 33, 257", "100, 41, 300", "200, 200, 513", "5, 4, 9"})
  void outerProduct_anySizes_equalsPlainLoops(int rows, int columns, int inner) {
    float[] a = random((rows + 2) * inner + 1, 5);
    float[] b = random((columns + 1) * inner + 3, 6);
    float[] c = random((rows + 4) * columns, 7);
    double[] want = new double[c.length];
    for (int i = 0; i < c.length; i++) {
      want[i] = c[i];
    }
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < inner; k++) {
          want[i + (rows + 4) * j] +=
              (double) a[1 + i + (rows + 2) * k] * b[3 + j + (columns + 1) * k];
        }
      }
    }
    for (WideTiles tiles : new WideTiles[] {null, new WideTiles()}) {
      float[] sum = c.clone();
      new OuterProduct(tiles)
          .multiplyAdd(rows, columns, inner, a, 1, rows + 2, b, 3, columns + 1, sum, 0, rows + 4);
      assertClose(want, sum);
    }
  }

  @ParameterizedTest
  @CsvSource({"70, 20", "48, 13"})
  void packedMatrix_columnAloneOrAmongOthers_sameBits(int rows, int inner) {
    float[] a = random(rows * inner, 8);
    float[] b = random(inner * 15, 9);
    PackedMatrix packed = new PackedMatrix();
    packed.pack(false, rows, inner, a, 0, rows, 1000, 100);
    if (Tiles.forThisMachine() == null) {
      return; // BLAS promises no such thing
    }
    float[] together = new float[rows * 15];
    packed.multiplyAdd(b, 0, inner, 15, together, 0, rows);
    for (int j = 0; j < 15; j++) {
      float[] alone = new float[rows];
      packed.multiplyAdd(b, inner * j, inner, 1, alone, 0, rows);
      float[] column = java.util.Arrays.copyOfRange(together, rows * j, rows * (j + 1));
      assertArrayEquals(column, alone);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, 6, 20",
    "48, 8, 32",
    "50, 5, 9",
    "33, 23, 40",
    "100, 1, 7",
    "16, 10, 64",
    "32, 7, 9"
  })
  void tiles_ofBothWidths_sameBits(int rows, int columns, int inner) {
    assertArrayEquals(
        product(new WideTiles(), rows, columns, inner),
        product(new NarrowTiles(), rows, columns, inner));
  }

  @Test
  void narrowTiles_twelveColumnsOrMore_noneMultipliedInVain() {
    NarrowTiles tiles = new NarrowTiles();
    for (int columns = 12; columns <= 128; columns++) {
      tiles.right(new float[columns], 0, 1, 1, columns);
      int column = 0;
      while (column < columns) {
        column += tiles.tileWidth(column);
      }
      assertEquals(columns, column);
    }
  }

  /** A product of numbers that do not depend on the tiles. */
  private static float[] product(Tiles tiles, int rows, int columns, int inner) {
    float[] a = random(rows * inner, 10);
    float[] b = random(columns * inner, 11);
    float[] c = random((rows + 1) * columns, 12);
    tiles.right(b, 0, inner, inner, columns);
    float[] panel = new float[tiles.panel * inner];
    for (int first = 0; first < rows; first += tiles.panel) {
      int height = Math.min(tiles.panel, rows - first);
      for (int k = 0; k < inner; k++) {
        System.arraycopy(a, rows * k + first, panel, tiles.panel * k, height);
      }
      tiles.multiplyAdd(panel, 0, height, c, first, rows + 1);
    }
    return c;
  }

  private static void assertClose(double[] want, float[] got) {
    for (int i = 0; i < want.length; i++) {
      assertEquals(want[i], got[i], TOLERANCE, "element " + i);
    }
  }

  private static float[] random(int n, long key) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = CounterRandom.uniform(key, i) - 0.5f;
    }
    return x;
  }
}
