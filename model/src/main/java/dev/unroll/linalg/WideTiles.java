package dev.unroll.linalg;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Tiles} for 512-bit vectors, of which there are 32 registers: a panel is 48 rows, a tile up
 * to eight columns in 24 registers.
 *
 * <p>A column-major B is read where it is; each element of it is read once for a panel and
 * multiplied into three vectors. Of a transposed B groups of eight columns are copied.
 */
final class WideTiles extends Tiles {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;
  private static final int LANES = 16;
  private static final int PANEL = 3 * LANES;
  private static final int GROUP = 8;

  private final Buffer packed = new Buffer();

  // Where B is, if it was not copied.
  private float[] b;
  private int bAt;
  private int ldb;

  WideTiles() {
    super(PANEL, GROUP, Integer.MAX_VALUE);
  }

  /** Whether vectors of this machine are 512 bits wide. */
  static boolean fit() {
    return FloatVector.SPECIES_PREFERRED.length() == LANES;
  }

  @Override
  void take(float[] b, int bAt, int ldb) {
    this.b = b;
    this.bAt = bAt;
    this.ldb = ldb;
  }

  /**
   * Takes B as the transpose of a stored matrix; the last group is filled up with zeros.
   *
   * @param b (columns, inner) column-major, leading dimension {@code ldb}
   */
  void rightTransposed(float[] b, int bAt, int ldb, int inner, int columns) {
    this.inner = inner;
    this.columns = columns;
    this.b = null;
    float[] to = packed.atLeast((columns + GROUP) * inner);
    for (int column = 0; column < columns; column += GROUP) {
      int width = Math.min(GROUP, columns - column);
      int toAt = inner * column;
      if (width < GROUP) {
        Arrays.fill(to, toAt, toAt + GROUP * inner, 0f);
      }
      for (int k = 0; k < inner; k++) {
        System.arraycopy(b, bAt + ldb * k + column, to, toAt + GROUP * k, width);
      }
    }
  }

  @Override
  int tileWidth(int column) {
    return b == null ? GROUP : Math.min(GROUP, Integer.highestOneBit(columns - column));
  }

  @Override
  void multiply(float[] a, int aAt, int column, int width, float[] c, int cAt, int ldc) {
    if (b == null) {
      multiplyRows(a, aAt, inner, packed.floats(), inner * column, c, cAt, ldc);
      return;
    }
    int at = bAt + ldb * column;
    switch (width) {
      case 8 -> columns8(a, aAt, inner, b, at, ldb, c, cAt, ldc);
      case 4 -> columns4(a, aAt, inner, b, at, ldb, c, cAt, ldc);
      case 2 -> columns2(a, aAt, inner, b, at, ldb, c, cAt, ldc);
      default -> columns1(a, aAt, inner, b, at, c, cAt);
    }
  }

  /** c += A b for one panel and 8 columns of b. */
  private static void columns8(
      float[] a, int aAt, int inner, float[] b, int bAt, int ldb, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c21 = FloatVector.zero(S);
    FloatVector c02 = FloatVector.zero(S);
    FloatVector c12 = FloatVector.zero(S);
    FloatVector c22 = FloatVector.zero(S);
    FloatVector c03 = FloatVector.zero(S);
    FloatVector c13 = FloatVector.zero(S);
    FloatVector c23 = FloatVector.zero(S);
    FloatVector c04 = FloatVector.zero(S);
    FloatVector c14 = FloatVector.zero(S);
    FloatVector c24 = FloatVector.zero(S);
    FloatVector c05 = FloatVector.zero(S);
    FloatVector c15 = FloatVector.zero(S);
    FloatVector c25 = FloatVector.zero(S);
    FloatVector c06 = FloatVector.zero(S);
    FloatVector c16 = FloatVector.zero(S);
    FloatVector c26 = FloatVector.zero(S);
    FloatVector c07 = FloatVector.zero(S);
    FloatVector c17 = FloatVector.zero(S);
    FloatVector c27 = FloatVector.zero(S);
    int b1At = bAt + ldb;
    int b2At = bAt + 2 * ldb;
    int b3At = bAt + 3 * ldb;
    int b4At = bAt + 4 * ldb;
    int b5At = bAt + 5 * ldb;
    int b6At = bAt + 6 * ldb;
    int b7At = bAt + 7 * ldb;
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(S, a, at + 2 * LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[bAt + k]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c20 = a2.fma(b0, c20);
      FloatVector b1 = FloatVector.broadcast(S, b[b1At + k]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      c21 = a2.fma(b1, c21);
      FloatVector b2 = FloatVector.broadcast(S, b[b2At + k]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      c22 = a2.fma(b2, c22);
      FloatVector b3 = FloatVector.broadcast(S, b[b3At + k]);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
      c23 = a2.fma(b3, c23);
      FloatVector b4 = FloatVector.broadcast(S, b[b4At + k]);
      c04 = a0.fma(b4, c04);
      c14 = a1.fma(b4, c14);
      c24 = a2.fma(b4, c24);
      FloatVector b5 = FloatVector.broadcast(S, b[b5At + k]);
      c05 = a0.fma(b5, c05);
      c15 = a1.fma(b5, c15);
      c25 = a2.fma(b5, c25);
      FloatVector b6 = FloatVector.broadcast(S, b[b6At + k]);
      c06 = a0.fma(b6, c06);
      c16 = a1.fma(b6, c16);
      c26 = a2.fma(b6, c26);
      FloatVector b7 = FloatVector.broadcast(S, b[b7At + k]);
      c07 = a0.fma(b7, c07);
      c17 = a1.fma(b7, c17);
      c27 = a2.fma(b7, c27);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * LANES).add(c20).intoArray(c, cAt + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + ldc).add(c01).intoArray(c, cAt + ldc);
    FloatVector.fromArray(S, c, cAt + ldc + LANES).add(c11).intoArray(c, cAt + ldc + LANES);
    FloatVector.fromArray(S, c, cAt + ldc + 2 * LANES).add(c21).intoArray(c, cAt + ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc).add(c02).intoArray(c, cAt + 2 * ldc);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + LANES).add(c12).intoArray(c, cAt + 2 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + 2 * LANES)
        .add(c22)
        .intoArray(c, cAt + 2 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc).add(c03).intoArray(c, cAt + 3 * ldc);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + LANES).add(c13).intoArray(c, cAt + 3 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + 2 * LANES)
        .add(c23)
        .intoArray(c, cAt + 3 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 4 * ldc).add(c04).intoArray(c, cAt + 4 * ldc);
    FloatVector.fromArray(S, c, cAt + 4 * ldc + LANES).add(c14).intoArray(c, cAt + 4 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 4 * ldc + 2 * LANES)
        .add(c24)
        .intoArray(c, cAt + 4 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 5 * ldc).add(c05).intoArray(c, cAt + 5 * ldc);
    FloatVector.fromArray(S, c, cAt + 5 * ldc + LANES).add(c15).intoArray(c, cAt + 5 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 5 * ldc + 2 * LANES)
        .add(c25)
        .intoArray(c, cAt + 5 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 6 * ldc).add(c06).intoArray(c, cAt + 6 * ldc);
    FloatVector.fromArray(S, c, cAt + 6 * ldc + LANES).add(c16).intoArray(c, cAt + 6 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 6 * ldc + 2 * LANES)
        .add(c26)
        .intoArray(c, cAt + 6 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 7 * ldc).add(c07).intoArray(c, cAt + 7 * ldc);
    FloatVector.fromArray(S, c, cAt + 7 * ldc + LANES).add(c17).intoArray(c, cAt + 7 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 7 * ldc + 2 * LANES)
        .add(c27)
        .intoArray(c, cAt + 7 * ldc + 2 * LANES);
  }

  /** c += A b for one panel and 4 columns of b. */
  private static void columns4(
      float[] a, int aAt, int inner, float[] b, int bAt, int ldb, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c21 = FloatVector.zero(S);
    FloatVector c02 = FloatVector.zero(S);
    FloatVector c12 = FloatVector.zero(S);
    FloatVector c22 = FloatVector.zero(S);
    FloatVector c03 = FloatVector.zero(S);
    FloatVector c13 = FloatVector.zero(S);
    FloatVector c23 = FloatVector.zero(S);
    int b1At = bAt + ldb;
    int b2At = bAt + 2 * ldb;
    int b3At = bAt + 3 * ldb;
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(S, a, at + 2 * LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[bAt + k]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c20 = a2.fma(b0, c20);
      FloatVector b1 = FloatVector.broadcast(S, b[b1At + k]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      c21 = a2.fma(b1, c21);
      FloatVector b2 = FloatVector.broadcast(S, b[b2At + k]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      c22 = a2.fma(b2, c22);
      FloatVector b3 = FloatVector.broadcast(S, b[b3At + k]);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
      c23 = a2.fma(b3, c23);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * LANES).add(c20).intoArray(c, cAt + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + ldc).add(c01).intoArray(c, cAt + ldc);
    FloatVector.fromArray(S, c, cAt + ldc + LANES).add(c11).intoArray(c, cAt + ldc + LANES);
    FloatVector.fromArray(S, c, cAt + ldc + 2 * LANES).add(c21).intoArray(c, cAt + ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc).add(c02).intoArray(c, cAt + 2 * ldc);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + LANES).add(c12).intoArray(c, cAt + 2 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + 2 * LANES)
        .add(c22)
        .intoArray(c, cAt + 2 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc).add(c03).intoArray(c, cAt + 3 * ldc);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + LANES).add(c13).intoArray(c, cAt + 3 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + 2 * LANES)
        .add(c23)
        .intoArray(c, cAt + 3 * ldc + 2 * LANES);
  }

  /** c += A b for one panel and 2 columns of b. */
  private static void columns2(
      float[] a, int aAt, int inner, float[] b, int bAt, int ldb, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c21 = FloatVector.zero(S);
    int b1At = bAt + ldb;
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(S, a, at + 2 * LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[bAt + k]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c20 = a2.fma(b0, c20);
      FloatVector b1 = FloatVector.broadcast(S, b[b1At + k]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      c21 = a2.fma(b1, c21);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * LANES).add(c20).intoArray(c, cAt + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + ldc).add(c01).intoArray(c, cAt + ldc);
    FloatVector.fromArray(S, c, cAt + ldc + LANES).add(c11).intoArray(c, cAt + ldc + LANES);
    FloatVector.fromArray(S, c, cAt + ldc + 2 * LANES).add(c21).intoArray(c, cAt + ldc + 2 * LANES);
  }

  /** c += A b for one panel and 1 column of b. */
  private static void columns1(
      float[] a, int aAt, int inner, float[] b, int bAt, float[] c, int cAt) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(S, a, at + 2 * LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[bAt + k]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c20 = a2.fma(b0, c20);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * LANES).add(c20).intoArray(c, cAt + 2 * LANES);
  }

  /**
   * c += A B for one panel of A and eight columns of B, both stored along the inner dimension.
   *
   * @param a (48, inner) from {@code aAt} on, column by column
   * @param b (8, inner) from {@code bAt} on: the eight elements of a row of B lie together
   * @param c (48, 8), leading dimension {@code ldc}
   */
  private static void multiplyRows(
      float[] a, int aAt, int inner, float[] b, int bAt, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c21 = FloatVector.zero(S);
    FloatVector c02 = FloatVector.zero(S);
    FloatVector c12 = FloatVector.zero(S);
    FloatVector c22 = FloatVector.zero(S);
    FloatVector c03 = FloatVector.zero(S);
    FloatVector c13 = FloatVector.zero(S);
    FloatVector c23 = FloatVector.zero(S);
    FloatVector c04 = FloatVector.zero(S);
    FloatVector c14 = FloatVector.zero(S);
    FloatVector c24 = FloatVector.zero(S);
    FloatVector c05 = FloatVector.zero(S);
    FloatVector c15 = FloatVector.zero(S);
    FloatVector c25 = FloatVector.zero(S);
    FloatVector c06 = FloatVector.zero(S);
    FloatVector c16 = FloatVector.zero(S);
    FloatVector c26 = FloatVector.zero(S);
    FloatVector c07 = FloatVector.zero(S);
    FloatVector c17 = FloatVector.zero(S);
    FloatVector c27 = FloatVector.zero(S);
    for (int k = 0; k < inner; k++) {
      int at = aAt + PANEL * k;
      int row = bAt + 8 * k;
      FloatVector a0 = FloatVector.fromArray(S, a, at);
      FloatVector a1 = FloatVector.fromArray(S, a, at + LANES);
      FloatVector a2 = FloatVector.fromArray(S, a, at + 2 * LANES);
      FloatVector b0 = FloatVector.broadcast(S, b[row]);
      c00 = a0.fma(b0, c00);
      c10 = a1.fma(b0, c10);
      c20 = a2.fma(b0, c20);
      FloatVector b1 = FloatVector.broadcast(S, b[row + 1]);
      c01 = a0.fma(b1, c01);
      c11 = a1.fma(b1, c11);
      c21 = a2.fma(b1, c21);
      FloatVector b2 = FloatVector.broadcast(S, b[row + 2]);
      c02 = a0.fma(b2, c02);
      c12 = a1.fma(b2, c12);
      c22 = a2.fma(b2, c22);
      FloatVector b3 = FloatVector.broadcast(S, b[row + 3]);
      c03 = a0.fma(b3, c03);
      c13 = a1.fma(b3, c13);
      c23 = a2.fma(b3, c23);
      FloatVector b4 = FloatVector.broadcast(S, b[row + 4]);
      c04 = a0.fma(b4, c04);
      c14 = a1.fma(b4, c14);
      c24 = a2.fma(b4, c24);
      FloatVector b5 = FloatVector.broadcast(S, b[row + 5]);
      c05 = a0.fma(b5, c05);
      c15 = a1.fma(b5, c15);
      c25 = a2.fma(b5, c25);
      FloatVector b6 = FloatVector.broadcast(S, b[row + 6]);
      c06 = a0.fma(b6, c06);
      c16 = a1.fma(b6, c16);
      c26 = a2.fma(b6, c26);
      FloatVector b7 = FloatVector.broadcast(S, b[row + 7]);
      c07 = a0.fma(b7, c07);
      c17 = a1.fma(b7, c17);
      c27 = a2.fma(b7, c27);
    }
    FloatVector.fromArray(S, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(S, c, cAt + LANES).add(c10).intoArray(c, cAt + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * LANES).add(c20).intoArray(c, cAt + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + ldc).add(c01).intoArray(c, cAt + ldc);
    FloatVector.fromArray(S, c, cAt + ldc + LANES).add(c11).intoArray(c, cAt + ldc + LANES);
    FloatVector.fromArray(S, c, cAt + ldc + 2 * LANES).add(c21).intoArray(c, cAt + ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc).add(c02).intoArray(c, cAt + 2 * ldc);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + LANES).add(c12).intoArray(c, cAt + 2 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 2 * ldc + 2 * LANES)
        .add(c22)
        .intoArray(c, cAt + 2 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc).add(c03).intoArray(c, cAt + 3 * ldc);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + LANES).add(c13).intoArray(c, cAt + 3 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 3 * ldc + 2 * LANES)
        .add(c23)
        .intoArray(c, cAt + 3 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 4 * ldc).add(c04).intoArray(c, cAt + 4 * ldc);
    FloatVector.fromArray(S, c, cAt + 4 * ldc + LANES).add(c14).intoArray(c, cAt + 4 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 4 * ldc + 2 * LANES)
        .add(c24)
        .intoArray(c, cAt + 4 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 5 * ldc).add(c05).intoArray(c, cAt + 5 * ldc);
    FloatVector.fromArray(S, c, cAt + 5 * ldc + LANES).add(c15).intoArray(c, cAt + 5 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 5 * ldc + 2 * LANES)
        .add(c25)
        .intoArray(c, cAt + 5 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 6 * ldc).add(c06).intoArray(c, cAt + 6 * ldc);
    FloatVector.fromArray(S, c, cAt + 6 * ldc + LANES).add(c16).intoArray(c, cAt + 6 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 6 * ldc + 2 * LANES)
        .add(c26)
        .intoArray(c, cAt + 6 * ldc + 2 * LANES);
    FloatVector.fromArray(S, c, cAt + 7 * ldc).add(c07).intoArray(c, cAt + 7 * ldc);
    FloatVector.fromArray(S, c, cAt + 7 * ldc + LANES).add(c17).intoArray(c, cAt + 7 * ldc + LANES);
    FloatVector.fromArray(S, c, cAt + 7 * ldc + 2 * LANES)
        .add(c27)
        .intoArray(c, cAt + 7 * ldc + 2 * LANES);
  }
}
