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

  /** One tile of c, column-major. */
  private final float[] sums = new float[PANEL * WIDE];

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
      columns5(a, aAt, inner, packed.floats(), inner * column, sums);
    } else {
      columns4(a, aAt, inner, packed.floats(), inner * column, sums);
    }
    for (int j = 0; j < width; j++) {
      int to = cAt + ldc * j;
      FloatVector sum0 = FloatVector.fromArray(S, sums, PANEL * j);
      FloatVector sum1 = FloatVector.fromArray(S, sums, PANEL * j + LANES);
      FloatVector.fromArray(S, c, to).add(sum0).intoArray(c, to);
      FloatVector.fromArray(S, c, to + LANES).add(sum1).intoArray(c, to + LANES);
    }
  }

  /*
   * What the JIT compiler (C2 of JDK 17) makes of a loop like these hangs on details: on how many
   * instructions address its elements, and on whether values that a failed check of a bound would
   * have to hand back share the sixteen registers with the sums. So at counts the loop and row
   * walks beside it: its step is no multiple of PANEL, else it would be worked out anew from at
   * each time. The first and the last element of a row of b are read before any sum changes, which
   * checks those between too. The sums are stored once before the loop, which leaves no bound of
   * sums to check after it.
   */

  /** The tile of five columns. */
  private static void columns5(float[] a, int aAt, int inner, float[] b, int bAt, float[] sums) {
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
    c00.intoArray(sums, 0);
    c10.intoArray(sums, LANES);
    c01.intoArray(sums, 2 * LANES);
    c11.intoArray(sums, 3 * LANES);
    c02.intoArray(sums, 4 * LANES);
    c12.intoArray(sums, 5 * LANES);
    c03.intoArray(sums, 6 * LANES);
    c13.intoArray(sums, 7 * LANES);
    c04.intoArray(sums, 8 * LANES);
    c14.intoArray(sums, 9 * LANES);
    int row = bAt;
    int end = aAt + PANEL * inner;
    for (int at = aAt; at < end; at += PANEL) {
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[row]);
      FloatVector b4 = FloatVector.broadcast(S, b[row + 4]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c04 = a0.fma(b4, c04);
      c14 = a1.fma(b4, c14);
      FloatVector b1 = FloatVector.broadcast(S, b[row + 1]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      FloatVector b2 = FloatVector.broadcast(S, b[row + 2]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      FloatVector b3 = FloatVector.broadcast(S, b[row + 3]);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
      row += 5;
    }
    c00.intoArray(sums, 0);
    c10.intoArray(sums, LANES);
    c01.intoArray(sums, 2 * LANES);
    c11.intoArray(sums, 3 * LANES);
    c02.intoArray(sums, 4 * LANES);
    c12.intoArray(sums, 5 * LANES);
    c03.intoArray(sums, 6 * LANES);
    c13.intoArray(sums, 7 * LANES);
    c04.intoArray(sums, 8 * LANES);
    c14.intoArray(sums, 9 * LANES);
  }

  /** The tile of four columns. */
  private static void columns4(float[] a, int aAt, int inner, float[] b, int bAt, float[] sums) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c02 = FloatVector.zero(S);
    FloatVector c12 = FloatVector.zero(S);
    FloatVector c03 = FloatVector.zero(S);
    FloatVector c13 = FloatVector.zero(S);
    c00.intoArray(sums, 0);
    c10.intoArray(sums, LANES);
    c01.intoArray(sums, 2 * LANES);
    c11.intoArray(sums, 3 * LANES);
    c02.intoArray(sums, 4 * LANES);
    c12.intoArray(sums, 5 * LANES);
    c03.intoArray(sums, 6 * LANES);
    c13.intoArray(sums, 7 * LANES);
    int row = bAt;
    int end = aAt + PANEL * inner;
    for (int at = aAt; at < end; at += PANEL) {
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[row]);
      FloatVector b3 = FloatVector.broadcast(S, b[row + 3]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
      FloatVector b1 = FloatVector.broadcast(S, b[row + 1]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      FloatVector b2 = FloatVector.broadcast(S, b[row + 2]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      row += 4;
    }
    c00.intoArray(sums, 0);
    c10.intoArray(sums, LANES);
    c01.intoArray(sums, 2 * LANES);
    c11.intoArray(sums, 3 * LANES);
    c02.intoArray(sums, 4 * LANES);
    c12.intoArray(sums, 5 * LANES);
    c03.intoArray(sums, 6 * LANES);
    c13.intoArray(sums, 7 * LANES);
  }
}
