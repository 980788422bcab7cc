package dev.unroll.linalg;

/** {@link Kernels} as plain loops. */
final class ScalarKernels implements Kernels {
  /** tanh is 1 in float from here on. */
  static final float TANH_LIMIT = 7.90531110763549805f;

  // tanh x = x P(x²) / Q(x²), the minimax fit that Eigen and others use.
  static final float A1 = 4.89352455891786e-03f;
  static final float A3 = 6.37261928875436e-04f;
  static final float A5 = 1.48572235717979e-05f;
  static final float A7 = 5.12229709037114e-08f;
  static final float A9 = -8.60467152213735e-11f;
  static final float A11 = 2.00018790482477e-13f;
  static final float A13 = -2.76076847742355e-16f;
  static final float B0 = 4.89352518554385e-03f;
  static final float B2 = 2.26843463243900e-03f;
  static final float B4 = 1.18534705686654e-04f;
  static final float B6 = 1.19825839466702e-06f;

  // exp: Cody and Waite's reduction and the fit of Cephes' expf.
  static final float EXP_MAX = 88f;
  static final float EXP_MIN = -87f;
  static final float LOG2_E = 1.44269504088896341f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;

  /** Adding and subtracting 1.5·2^23 rounds to the nearest integer. */
  static final float ROUND = 12582912f;

  static final float E5 = 1.9875691500e-4f;
  static final float E4 = 1.3981999507e-3f;
  static final float E3 = 8.3334519073e-3f;
  static final float E2 = 4.1665795894e-2f;
  static final float E1 = 1.6666665459e-1f;
  static final float E0 = 5.0000001201e-1f;

  static float tanh(float value) {
    float x = Math.max(-TANH_LIMIT, Math.min(TANH_LIMIT, value));
    float x2 = x * x;
    float p = Math.fma(x2, A13, A11);
    p = Math.fma(x2, p, A9);
    p = Math.fma(x2, p, A7);
    p = Math.fma(x2, p, A5);
    p = Math.fma(x2, p, A3);
    p = Math.fma(x2, p, A1);
    float q = Math.fma(x2, B6, B4);
    q = Math.fma(x2, q, B2);
    q = Math.fma(x2, q, B0);
    return x * p / q;
  }

  static float sigmoid(float x) {
    return Math.fma(0.5f, tanh(0.5f * x), 0.5f);
  }

  static float exp(float value) {
    float x = Math.max(EXP_MIN, Math.min(EXP_MAX, value));
    float shifted = Math.fma(x, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float p = Math.fma(r, E5, E4);
    p = Math.fma(r, p, E3);
    p = Math.fma(r, p, E2);
    p = Math.fma(r, p, E1);
    p = Math.fma(r, p, E0);
    float y = Math.fma(r * r, p, r) + 1f;
    return y * Float.intBitsToFloat(((int) n + 127) << 23);
  }

  @Override
  public void tanh(float[] x, int offset, int n) {
    for (int i = offset; i < offset + n; i++) {
      x[i] = tanh(x[i]);
    }
  }

  @Override
  public void sigmoid(float[] x, int offset, int n) {
    for (int i = offset; i < offset + n; i++) {
      x[i] = sigmoid(x[i]);
    }
  }

  @Override
  public float expSum(float[] x, int offset, int n, float shift) {
    float sum = 0;
    for (int i = offset; i < offset + n; i++) {
      x[i] = exp(x[i] - shift);
      sum += x[i];
    }
    return sum;
  }

  @Override
  public double sumOfSquares(float[] x, int offset, int n) {
    double sum = 0;
    for (int i = offset; i < offset + n; i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  @Override
  public void add(float[] x, int xAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] = sum[sumAt + i] + x[xAt + i];
    }
  }

  @Override
  public void addScaled(float factor, float[] x, int xAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] = Math.fma(factor, x[xAt + i], sum[sumAt + i]);
    }
  }

  @Override
  public void multiply(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = x[xAt + i] * y[yAt + i];
    }
  }

  @Override
  public void addProduct(float[] x, int xAt, float[] y, int yAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] = Math.fma(x[xAt + i], y[yAt + i], sum[sumAt + i]);
    }
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
    for (int i = 0; i < n; i++) {
      out[at + i] = Math.fma(w[wAt + i], x[xAt + i], y[yAt + i] * z[zAt + i]);
    }
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
    for (int i = 0; i < n; i++) {
      out[at + i] = Math.fma(gate[gateAt + i], x[xAt + i] - y[yAt + i], y[yAt + i]);
    }
  }

  @Override
  public void sigmoidGradient(
      float[] x, int xAt, float[] y, int yAt, float[] s, int sAt, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = x[xAt + i] * y[yAt + i] * Math.fma(-s[sAt + i], s[sAt + i], s[sAt + i]);
    }
  }

  @Override
  public void tanhGradient(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = x[xAt + i] * y[yAt + i] * Math.fma(-t[tAt + i], t[tAt + i], 1f);
    }
  }

  @Override
  public void addTanhGradient(
      float[] x, int xAt, float[] y, int yAt, float[] t, int tAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      sum[sumAt + i] =
          Math.fma(x[xAt + i] * y[yAt + i], Math.fma(-t[tAt + i], t[tAt + i], 1f), sum[sumAt + i]);
    }
  }

  @Override
  public void multiplyComplement(
      float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = Math.fma(-x[xAt + i], y[yAt + i], x[xAt + i]);
    }
  }

  @Override
  public void subtract(float[] x, int xAt, float[] y, int yAt, float[] out, int at, int n) {
    for (int i = 0; i < n; i++) {
      out[at + i] = x[xAt + i] - y[yAt + i];
    }
  }

  @Override
  public void scaleAndAdd(float factor, float[] x, int xAt, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      x[xAt + i] *= factor;
      sum[sumAt + i] += x[xAt + i];
    }
  }

  @Override
  public float addAndMax(float[] y, int yOffset, float[] x, int xOffset, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      float sum = x[xOffset + i] + y[yOffset + i];
      x[xOffset + i] = sum;
      max = Math.max(max, sum);
    }
    return max;
  }

  @Override
  public String name() {
    return "plain Java";
  }
}
