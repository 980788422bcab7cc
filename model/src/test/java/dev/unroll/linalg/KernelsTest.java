package dev.unroll.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every implementation of the kernels, on sizes that no vector length divides. */
class KernelsTest {

  /** The bounds that {@link Kernels} promises. */
  private static final double TANH_ERROR = 5e-7;

  private static final double SIGMOID_ERROR = 3e-7;
  private static final double EXP_RELATIVE_ERROR = 3e-7;

  /** Float32 sums of up to some thousand positive terms in any order. */
  private static final double SUM_RELATIVE_ERROR = 1e-5;

  private static final int[] SIZES = {1, 4, 6, 8, 13, 16, 17, 31, 32, 33, 64, 257, 4099};
  private static final int OFFSET = 3;

  static Stream<Kernels> implementations() {
    return Stream.of(new ScalarKernels(), new VectorKernels());
  }

  /** One of the functions that change each element by itself. */
  private interface Elementwise {
    void apply(Kernels kernels, float[] x, int offset, int n);
  }

  private static float[] sweep(double low, double high) {
    float[] x = new float[200_003];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (low + (high - low) * i / (x.length - 1));
    }
    return x;
  }

  private static float[] random(int n, float bound) {
    Random random = new Random(n);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = bound * (2 * random.nextFloat() - 1);
    }
    return x;
  }

  private static double largestError(
      Kernels kernels,
      float[] x,
      Elementwise function,
      DoubleUnaryOperator exact,
      boolean relative) {
    float[] y = x.clone();
    function.apply(kernels, y, 0, y.length);
    double largest = 0;
    for (int i = 0; i < x.length; i++) {
      double want = exact.applyAsDouble(x[i]);
      largest = Math.max(largest, Math.abs(y[i] - want) / (relative ? want : 1));
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void tanh_wholeRange_withinItsBound(Kernels kernels) {
    for (double bound : new double[] {1e-3, 1, 20, 1e30}) {
      double error = largestError(kernels, sweep(-bound, bound), Kernels::tanh, Math::tanh, false);
      assertTrue(error <= TANH_ERROR, () -> "error within ±" + bound + " is " + error);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void sigmoid_wholeRange_withinItsBound(Kernels kernels) {
    for (double bound : new double[] {1e-3, 1, 40, 1e30}) {
      double error =
          largestError(
              kernels, sweep(-bound, bound), Kernels::sigmoid, v -> 1 / (1 + Math.exp(-v)), false);
      assertTrue(error <= SIGMOID_ERROR, () -> "error within ±" + bound + " is " + error);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void expSum_wholeRange_withinItsBound(Kernels kernels) {
    Elementwise exp = (k, x, offset, n) -> k.expSum(x, offset, n, 0f);
    double error = largestError(kernels, sweep(-87, 88), exp, Math::exp, true);
    assertTrue(error <= EXP_RELATIVE_ERROR, () -> "relative error is " + error);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void elementwise_oddSizesAndOffsets_sameBitsAsOneByOne(Kernels kernels) {
    Elementwise exp = (k, x, offset, n) -> k.expSum(x, offset, n, 0.25f);
    for (Elementwise function : new Elementwise[] {Kernels::tanh, Kernels::sigmoid, exp}) {
      for (int n : SIZES) {
        float[] x = random(n + 2 * OFFSET, 6f);
        float[] want = x.clone();
        for (int i = OFFSET; i < OFFSET + n; i++) {
          function.apply(new ScalarKernels(), want, i, 1);
        }
        function.apply(kernels, x, OFFSET, n);
        assertArrayEquals(want, x, "n = " + n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void elementwise_notANumber_staysOne(Kernels kernels) {
    Elementwise exp = (k, x, offset, n) -> k.expSum(x, offset, n, 0f);
    for (Elementwise function : new Elementwise[] {Kernels::tanh, Kernels::sigmoid, exp}) {
      for (int n : SIZES) {
        float[] x = random(n, 1f);
        x[n / 2] = Float.NaN;
        function.apply(kernels, x, 0, n);
        assertTrue(Float.isNaN(x[n / 2]), "n = " + n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void sums_oddSizes_matchDouble(Kernels kernels) {
    for (int n : SIZES) {
      float[] x = random(n + OFFSET, 3f);
      double squares = 0;
      double exps = 0;
      for (int i = OFFSET; i < x.length; i++) {
        squares += (double) x[i] * x[i];
        exps += Math.exp(x[i] - 1.5f);
      }
      assertEquals(squares, kernels.sumOfSquares(x, OFFSET, n), SUM_RELATIVE_ERROR * squares);
      assertEquals(exps, kernels.expSum(x, OFFSET, n, 1.5f), SUM_RELATIVE_ERROR * exps);
    }
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void addAndMax_oddSizes_addsAndFindsTheLargest(Kernels kernels) {
    for (int n : SIZES) {
      float[] x = random(n + OFFSET, 5f);
      float[] y = random(n + 1, 4f);
      float[] want = x.clone();
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        want[OFFSET + i] += y[1 + i];
        max = Math.max(max, want[OFFSET + i]);
      }
      assertEquals(max, kernels.addAndMax(y, 1, x, OFFSET, n));
      assertArrayEquals(want, x);
    }
  }

  @Test
  void sumOfSquares_largeArray_keepsSmallTerms() {
    float[] x = new float[1 << 22];
    Arrays.fill(x, 1e-3f);
    x[0] = 100f;
    double want = 1e4 + (x.length - 1) * (double) 1e-3f * 1e-3f;
    implementations()
        .forEach(
            kernels ->
                assertEquals(
                    want, kernels.sumOfSquares(x, 0, x.length), 1e-6 * want, kernels.name()));
  }
}
