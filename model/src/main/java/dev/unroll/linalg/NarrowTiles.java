package dev.unroll.linalg;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Tiles} for 256-bit vectors, of which there are sixteen registers: a panel is 16 rows, a
 * tile five or four columns. With six, all registers would be in use, and in some JVMs the JIT
 * compiler keeps sums on the stack, at half the speed.
 *
 * <p>B is copied so that the elements of a row of it that a tile reads lie together: with one
 * address for all columns everything stays in registers.
 */
final class NarrowTiles extends Tiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
  private static final int LANES = 8;
  private static final int PANEL = 2 * LANES;
  private static final int WIDE = 5;
  private static final int SMALL = 4;

  /** Tiles one after the other. */
  private final Buffer packed = new Buffer();

  NarrowTiles() {
    super(PANEL, WIDE, 128);
  }

  /** Whether vectors of this machine are 256 bits wide. */
  static boolean fit() {
    return FloatVector.SPECIES_PREFERRED.length() == LANES;
  }

  /** As even as can be: every number of columns from twelve on is a sum of fives and fours. */
  @Override
  int tileWidth(int column) {
    int left = columns - column;
    int tiles = (left + WIDE - 1) / WIDE;
    return Math.max(SMALL, (left + tiles - 1) / tiles);
  }

  @Override
  void take(float[] b, int bAt, int ldb) {
    float[] to = packed.atLeast((columns + SMALL) * inner);
    int width;
    for (int column = 0; column < columns; column += width) {
      width = tileWidth(column);
      int from = bAt + ldb * column;
      int at = inner * column;
      int n = Math.min(width, columns - column);
      if (n < width) {
        Arrays.fill(to, at, at + width * inner, 0f);
      }
      for (int j = 0; j < n; j++) {
        spread(b, from + ldb * j, to, at + j, width);
      }
    }
  }

  private void spread(float[] b, int from, float[] to, int at, int distance) {
    for (int k = 0; k < inner; k++) {
      to[at + distance * k] = b[from + k];
    }
  }

  @Override
  void multiply(float[] a, int aAt, int column, int width, float[] c, int cAt, int ldc) {
    if (width == WIDE) {
      columns5(a, aAt, inner, packed.floats(), inner * column, c, cAt, ldc);
    } else {
      columns4(a, aAt, inner, packed.floats(), inner * column, c, cAt, ldc);
    }
  }

  /** The tile of five columns. */
  private static void columns5(
      float[] a, int aAt, int inner, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c02 = FloatVector.zero(S);
    FloatVector c12 = FloatVector.zero(S);
    FloatVector c03 = FloatVector.zero(S);
    FloatVector c13 = FloatVector.zero(S);
    FloatVector c04 = FloatVector.zero(S);
    FloatVector c14 = FloatVector.zero(S);
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      int row = bAt + 5 * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[row]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      FloatVector b1 = FloatVector.broadcast(S, b[row + 1]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      FloatVector b2 = FloatVector.broadcast(S, b[row + 2]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      FloatVector b3 = FloatVector.broadcast(S, b[row + 3]);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
      FloatVector b4 = FloatVector.broadcast(S, b[row + 4]);
      c04 = a0.fma(b4, c04);
      c14 = a1.fma(b4, c14);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + ldc).add(c01).intoArray(c, cAt + ldc);
    FloatVector.fromArray(S, c, cAt + ldc + LANES).add(c11).intoArray(c, cAt + ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc).add(c02).intoArray(c, cAt + 2 * ldc);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + LANES).add(c12).intoArray(c, cAt + 2 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc).add(c03).intoArray(c, cAt + 3 * ldc);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + LANES).add(c13).intoArray(c, cAt + 3 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 4 * ldc).add(c04).intoArray(c, cAt + 4 * ldc);
    FloatVector.fromArray(S, c, cAt + 4 * ldc + LANES).add(c14).intoArray(c, cAt + 4 * ldc + LANES);
  }

  /** The tile of four columns. */
  private static void columns4(
      float[] a, int aAt, int inner, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c02 = FloatVector.zero(S);
    FloatVector c12 = FloatVector.zero(S);
    FloatVector c03 = FloatVector.zero(S);
    FloatVector c13 = FloatVector.zero(S);
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      int row = bAt + 4 * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[row]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      FloatVector b1 = FloatVector.broadcast(S, b[row + 1]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      FloatVector b2 = FloatVector.broadcast(S, b[row + 2]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      FloatVector b3 = FloatVector.broadcast(S, b[row + 3]);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + ldc).add(c01).intoArray(c, cAt + ldc);
    FloatVector.fromArray(S, c, cAt + ldc + LANES).add(c11).intoArray(c, cAt + ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc).add(c02).intoArray(c, cAt + 2 * ldc);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + LANES).add(c12).intoArray(c, cAt + 2 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc).add(c03).intoArray(c, cAt + 3 * ldc);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + LANES).add(c13).intoArray(c, cAt + 3 * ldc + LANES);
  }
}
