package dev.unroll.linalg;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels} on the Vector API.
 *
 * <p>The gate functions take the last vector of a range first and store it last: it overlaps the
 * one before, which changes nothing for functions of single elements and spares a scalar tail.
 */
final class VectorKernels implements Kernels {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;
  private static final FloatVector ONE = FloatVector.broadcast(WIDE, 1f);
  private static final ScalarKernels PLAIN = new ScalarKernels();

  /** The bits of min and max, NaN included, which without AVX-512 are many instructions each. */
  private static FloatVector clamp(FloatVector value, float low, float high) {
    FloatVector x = value.blend(high, value.compare(VectorOperators.GT, high));
    return x.blend(low, x.compare(VectorOperators.LT, low));
  }

  private static FloatVector tanh(FloatVector value) {
    FloatVector x = clamp(value, -ScalarKernels.TANH_LIMIT, ScalarKernels.TANH_LIMIT);
    FloatVector x2 = x.mul(x);
    FloatVector p = FloatVector.broadcast(WIDE, ScalarKernels.A13);
    p = p.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.A11));
    p = p.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.A9));
    p = p.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.A7));
    p = p.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.A5));
    p = p.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.A3));
    p = p.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.A1));
    FloatVector q = FloatVector.broadcast(WIDE, ScalarKernels.B6);
    q = q.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.B4));
    q = q.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.B2));
    q = q.fma(x2, FloatVector.broadcast(WIDE, ScalarKernels.B0));
    return x.mul(p).div(q);
  }

  private static FloatVector sigmoid(FloatVector x) {
    FloatVector half = FloatVector.broadcast(WIDE, 0.5f);
    return tanh(x.mul(half)).fma(half, half);
  }

  private static FloatVector exp(FloatVector value) {
    FloatVector x = clamp(value, ScalarKernels.EXP_MIN, ScalarKernels.EXP_MAX);
    FloatVector shifted =
        x.fma(
            FloatVector.broadcast(WIDE, ScalarKernels.LOG2_E),
            FloatVector.broadcast(WIDE, ScalarKernels.ROUND));
    FloatVector n = shifted.sub(ScalarKernels.ROUND);
    FloatVector r = n.fma(FloatVector.broadcast(WIDE, -ScalarKernels.LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(WIDE, -ScalarKernels.LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(WIDE, ScalarKernels.E5);
    p = p.fma(r, FloatVector.broadcast(WIDE, ScalarKernels.E4));
    p = p.fma(r, FloatVector.broadcast(WIDE, ScalarKernels.E3));
    p = p.fma(r, FloatVector.broadcast(WIDE, ScalarKernels.E2));
    p = p.fma(r, FloatVector.broadcast(WIDE, ScalarKernels.E1));
    p = p.fma(r, FloatVector.broadcast(WIDE, ScalarKernels.E0));
    FloatVector y = r.mul(r).fma(p, r).add(1f);
    // The low bits of the shifted value are n; its own exponent and the 1.5 fall off on the left.
    IntVector power = shifted.reinterpretAsInts().add(127).lanewise(VectorOperators.LSHL, 23);
    return y.mul(power.reinterpretAsFloats());
  }

  /** The sum of the lanes from first to last: {@code reduceLanes} promises no order for floats. */
  private static float inOrder(FloatVector v) {
    float sum = 0;
    for (float lane : v.toArray()) {
      sum += lane;
    }
    return sum;
  }

  @Override
  public void tanh(float[] x, int offset, int n) {
    int end = offset + n;
    if (n < WIDE.length()) {
      for (int i = offset; i < end; i++) {
        x[i] = ScalarKernels.tanh(x[i]);
      }
      return;
    }
    int last = end - WIDE.length();
    FloatVector tail = tanh(FloatVector.fromArray(WIDE, x, last));
    for (int i = offset; i < last; i += WIDE.length()) {
      tanh(FloatVector.fromArray(WIDE, x, i)).intoArray(x, i);
    }
    tail.intoArray(x, last);
  }

  @Override
  public void sigmoid(float[] x, int offset, int n) {
    int end = offset + n;
    if (n < WIDE.length()) {
      for (int i = offset; i < end; i++) {
        x[i] = ScalarKernels.sigmoid(x[i]);
      }
      return;
    }
    int last = end - WIDE.length();
    FloatVector tail = sigmoid(FloatVector.fromArray(WIDE, x, last));
    for (int i = offset; i < last; i += WIDE.length()) {
      sigmoid(FloatVector.fromArray(WIDE, x, i)).intoArray(x, i);
    }
    tail.intoArray(x, last);
  }

  @Override
  public float expSum(float[] x, int offset, int n, float shift) {
    int i = offset;
    int end = offset + n;
    FloatVector sums = FloatVector.zero(WIDE);
    for (; i <= end - WIDE.length(); i += WIDE.length()) {
      FloatVector y = exp(FloatVector.fromArray(WIDE, x, i).sub(shift));
      y.intoArray(x, i);
      sums = sums.add(y);
    }
    float sum = inOrder(sums);
    for (; i < end; i++) {
      x[i] = ScalarKernels.exp(x[i] - shift);
      sum += x[i];
    }
    return sum;
  }

  @Override
  public double sumOfSquares(float[] x, int offset, int n) {
    // Short float sums, added up in double.
    double sum = 0;
    int i = offset;
    int end = offset + n;
    int block = 256 * WIDE.length();
    while (i <= end - WIDE.length()) {
      FloatVector squares = FloatVector.zero(WIDE);
      int stop = Math.min(end, i + block);
      for (; i <= stop - WIDE.length(); i += WIDE.length()) {
        FloatVector v = FloatVector.fromArray(WIDE, x, i);
        squares = v.fma(v, squares);
      }
      sum += inOrder(squares);
    }
    for (; i < end; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  private static FloatVector addAt(float[] x, int xAt, float[] sum, int sumAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector sumI = FloatVector.fromArray(WIDE, sum, sumAt + i);
    return sumI.add(xI);
  }

  @Override
  public void add(float[] x, int xAt, float[] sum, int sumAt, int n) {
    if (n < WIDE.length()) {
      PLAIN.add(x, xAt, sum, sumAt, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = addAt(x, xAt, sum, sumAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      addAt(x, xAt, sum, sumAt, i).intoArray(sum, sumAt + i);
    }
    tail.intoArray(sum, sumAt + last);
  }

  private static FloatVector addScaledAt(
      float factor, float[] x, int xAt, float[] sum, int sumAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector sumI = FloatVector.fromArray(WIDE, sum, sumAt + i);
    return xI.fma(FloatVector.broadcast(WIDE, factor), sumI);
  }

  @Override
  public void addScaled(float factor, float[] x, int xAt, float[] sum, int sumAt, int n) {
    if (n < WIDE.length()) {
      PLAIN.addScaled(factor, x, xAt, sum, sumAt, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = addScaledAt(factor, x, xAt, sum, sumAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      addScaledAt(factor, x, xAt, sum, sumAt, i).intoArray(sum, sumAt + i);
    }
    tail.intoArray(sum, sumAt + last);
  }

  private static FloatVector multiplyAt(float[] x, int xAt, float[] y, int yAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    return xI.mul(yI);
  }

  @Override
  public void multiply(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n) {
    if (n < WIDE.length()) {
      PLAIN.multiply(x, xAt, y, yAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = multiplyAt(x, xAt, y, yAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      multiplyAt(x, xAt, y, yAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  private static FloatVector addProductAt(
      float[] x, int xAt, float[] y, int yAt, float[] sum, int sumAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    FloatVector sumI = FloatVector.fromArray(WIDE, sum, sumAt + i);
    return xI.fma(yI, sumI);
  }

  @Override
  public void addProduct(float[] x, int xAt, float[] y, int yAt, float[] sum, int sumAt, int n) {
    if (n < WIDE.length()) {
      PLAIN.addProduct(x, xAt, y, yAt, sum, sumAt, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = addProductAt(x, xAt, y, yAt, sum, sumAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      addProductAt(x, xAt, y, yAt, sum, sumAt, i).intoArray(sum, sumAt + i);
    }
    tail.intoArray(sum, sumAt + last);
  }

  private static FloatVector sumOfProductsAt(
      float[] w, int wAt, float[] x, int xAt, float[] y, int yAt, float[] z, int zAt, int i) {
    FloatVector wI = FloatVector.fromArray(WIDE, w, wAt + i);
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    FloatVector zI = FloatVector.fromArray(WIDE, z, zAt + i);
    return wI.fma(xI, yI.mul(zI));
  }

  @Override
  public void sumOfProducts(
      float[] w,
      int wAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] z,
      int zAt,
      float[] out,
      int at,
      int n) {
    if (n < WIDE.length()) {
      PLAIN.sumOfProducts(w, wAt, x, xAt, y, yAt, z, zAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = sumOfProductsAt(w, wAt, x, xAt, y, yAt, z, zAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      sumOfProductsAt(w, wAt, x, xAt, y, yAt, z, zAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  private static FloatVector interpolateAt(
      float[] gate, int gateAt, float[] x, int xAt, float[] y, int yAt, int i) {
    FloatVector gateI = FloatVector.fromArray(WIDE, gate, gateAt + i);
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    return gateI.fma(xI.sub(yI), yI);
  }

  @Override
  public void interpolate(
      float[] gate,
      int gateAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] out,
      int at,
      int n) {
    if (n < WIDE.length()) {
      PLAIN.interpolate(gate, gateAt, x, xAt, y, yAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = interpolateAt(gate, gateAt, x, xAt, y, yAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      interpolateAt(gate, gateAt, x, xAt, y, yAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  private static FloatVector sigmoidGradientAt(
      float[] x, int xAt, float[] y, int yAt, float[] s, int sAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    FloatVector sI = FloatVector.fromArray(WIDE, s, sAt + i);
    return xI.mul(yI).mul(sI.neg().fma(sI, sI));
  }

  @Override
  public void sigmoidGradient(
      float[] x, int xAt, float[] y, int yAt, float[] s, int sAt, float[] out, int at, int n) {
    if (n < WIDE.length()) {
      PLAIN.sigmoidGradient(x, xAt, y, yAt, s, sAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = sigmoidGradientAt(x, xAt, y, yAt, s, sAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      sigmoidGradientAt(x, xAt, y, yAt, s, sAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  private static FloatVector tanhGradientAt(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    FloatVector tI = FloatVector.fromArray(WIDE, t, tAt + i);
    return xI.mul(yI).mul(tI.neg().fma(tI, ONE));
  }

  @Override
  public void tanhGradient(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] out, int at, int n) {
    if (n < WIDE.length()) {
      PLAIN.tanhGradient(x, xAt, y, yAt, t, tAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = tanhGradientAt(x, xAt, y, yAt, t, tAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      tanhGradientAt(x, xAt, y, yAt, t, tAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  private static FloatVector addTanhGradientAt(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] sum, int sumAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    FloatVector tI = FloatVector.fromArray(WIDE, t, tAt + i);
    FloatVector sumI = FloatVector.fromArray(WIDE, sum, sumAt + i);
    return xI.mul(yI).fma(tI.neg().fma(tI, ONE), sumI);
  }

  @Override
  public void addTanhGradient(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] sum, int sumAt, int n) {
    if (n < WIDE.length()) {
      PLAIN.addTanhGradient(x, xAt, y, yAt, t, tAt, sum, sumAt, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = addTanhGradientAt(x, xAt, y, yAt, t, tAt, sum, sumAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      addTanhGradientAt(x, xAt, y, yAt, t, tAt, sum, sumAt, i).intoArray(sum, sumAt + i);
    }
    tail.intoArray(sum, sumAt + last);
  }

  private static FloatVector multiplyComplementAt(float[] x, int xAt, float[] y, int yAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    return xI.neg().fma(yI, xI);
  }

  @Override
  public void multiplyComplement(
      float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n) {
    if (n < WIDE.length()) {
      PLAIN.multiplyComplement(x, xAt, y, yAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = multiplyComplementAt(x, xAt, y, yAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      multiplyComplementAt(x, xAt, y, yAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  private static FloatVector subtractAt(float[] x, int xAt, float[] y, int yAt, int i) {
    FloatVector xI = FloatVector.fromArray(WIDE, x, xAt + i);
    FloatVector yI = FloatVector.fromArray(WIDE, y, yAt + i);
    return xI.sub(yI);
  }

  @Override
  public void subtract(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n) {
    if (n < WIDE.length()) {
      PLAIN.subtract(x, xAt, y, yAt, out, at, n);
      return;
    }
    int last = n - WIDE.length();
    FloatVector tail = subtractAt(x, xAt, y, yAt, last);
    for (int i = 0; i < last; i += WIDE.length()) {
      subtractAt(x, xAt, y, yAt, i).intoArray(out, at + i);
    }
    tail.intoArray(out, at + last);
  }

  @Override
  public void scaleAndAdd(float factor, float[] x, int xAt, float[] sum, int sumAt, int n) {
    int i = 0;
    for (; i <= n - WIDE.length(); i += WIDE.length()) {
      FloatVector scaled = FloatVector.fromArray(WIDE, x, xAt + i).mul(factor);
      scaled.intoArray(x, xAt + i);
      FloatVector.fromArray(WIDE, sum, sumAt + i).add(scaled).intoArray(sum, sumAt + i);
    }
    PLAIN.scaleAndAdd(factor, x, xAt + i, sum, sumAt + i, n - i);
  }

  @Override
  public float addAndMax(float[] y, int yOffset, float[] x, int xOffset, int n) {
    FloatVector maxima = FloatVector.broadcast(WIDE, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i <= n - WIDE.length(); i += WIDE.length()) {
      FloatVector sum =
          FloatVector.fromArray(WIDE, x, xOffset + i)
              .add(FloatVector.fromArray(WIDE, y, yOffset + i));
      sum.intoArray(x, xOffset + i);
      maxima = maxima.max(sum);
    }
    float max = maxima.reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      x[xOffset + i] += y[yOffset + i];
      max = Math.max(max, x[xOffset + i]);
    }
    return max;
  }

  @Override
  public String name() {
    return "Vector API, " + WIDE.vectorBitSize() + " bits";
  }
}
