package dev.unroll.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlasTest {
  private static final int[] SIZES = {1, 2, 5, 8, 13, 33, 65};

  /** Rounding of a sum of k products of numbers in [-1, 1): k units in the last place. */
  private static float tolerance(int k) {
    return k * Math.ulp(1f) * 2;
  }

  static Stream<Blas> implementations() {
    return Stream.of(Blas.get(), Blas.java());
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void gemm_everyTransposeAndOddSize_matchesTripleLoop(Blas blas) {
    Random random = new Random(1);
    for (boolean transA : new boolean[] {false, true}) {
      for (boolean transB : new boolean[] {false, true}) {
        for (int m : SIZES) {
          for (int n : SIZES) {
            for (int k : SIZES) {
              checkProduct(blas, transA, transB, m, n, k, random);
            }
          }
        }
      }
    }
  }

  private static void checkProduct(
      Blas blas, boolean transA, boolean transB, int m, int n, int k, Random random) {
    int lda = (transA ? k : m) + 2;
    int ldb = (transB ? n : k) + 1;
    int ldc = m + 3;
    float[] a = randomMatrix(7 + lda * (transA ? m : k), random);
    float[] b = randomMatrix(5 + ldb * (transB ? k : n), random);
    float[] c = randomMatrix(3 + ldc * n, random);
    float[] expected = c.clone();
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
          sum +=
              (double) a[7 + (transA ? p + i * lda : i + p * lda)]
                  * b[5 + (transB ? j + p * ldb : p + j * ldb)];
        }
        int at = 3 + i + j * ldc;
        expected[at] = (float) (0.75 * sum - 0.5 * c[at]);
      }
    }
    blas.gemm(transA, transB, m, n, k, 0.75f, a, 7, lda, b, 5, ldb, -0.5f, c, 3, ldc);
    assertArrayEquals(
        expected, c, tolerance(k + 1), () -> blas.describe() + " " + m + "x" + n + "x" + k);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void gemm_betaZeroOverNaN_overwrites(Blas blas) {
    float[] c = {Float.NaN, 9};
    blas.gemm(false, false, 1, 1, 1, 1, new float[] {2}, 0, 1, new float[] {3}, 0, 1, 0, c, 0, 1);
    assertArrayEquals(new float[] {6, 9}, c);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void gemm_emptyInnerDimension_scalesC(Blas blas) {
    float[] none = {};
    float[] c = {1, 2, 3, 4, 5, 6};
    blas.gemm(false, true, 2, 2, 0, 1, none, 0, 2, none, 0, 2, 0.5f, c, 0, 3);
    assertArrayEquals(new float[] {0.5f, 1, 3, 2, 2.5f, 6}, c);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void gemm_emptyResult_changesNothing(Blas blas) {
    float[] some = {1, 2};
    blas.gemm(false, false, 0, 1, 1, 1, some, 0, 1, some, 0, 1, 0, some, 0, 1);
    blas.gemm(false, false, 1, 0, 1, 1, some, 0, 1, some, 0, 1, 0, some, 0, 1);
    assertArrayEquals(new float[] {1, 2}, some);
  }

  @ParameterizedTest
  @MethodSource("implementations")
  void gemm_matrixBeyondItsArray_throws(Blas blas) {
    float[] four = new float[4];
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> blas.gemm(false, false, 2, 2, 2, 1, four, 1, 2, four, 0, 2, 0, new float[4], 0, 2));
  }

  @Test
  void gemm_sameProductAgain_sameBits() {
    Random random = new Random(2);
    float[] a = randomMatrix(512 * 128, random);
    float[] b = randomMatrix(128 * 64, random);
    float[] first = product(a, b);
    for (int i = 0; i < 20; i++) {
      assertTrue(Arrays.equals(first, product(a.clone(), b.clone())));
    }
  }

  private static float[] product(float[] a, float[] b) {
    float[] c = new float[512 * 64];
    Blas.get().gemm(false, false, 512, 64, 128, 1, a, 0, 512, b, 0, 128, 0, c, 0, 512);
    return c;
  }

  @Test
  void gemm_largeProduct_startsNoThreads() {
    int n = 1200;
    float[] a = randomMatrix(n * n, new Random(3));
    float[] c = new float[n * n];
    var threads = ManagementFactory.getThreadMXBean();
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Blas.get().gemm(false, false, n, n, n, 1, a, 0, n, a, 0, n, 0, c, 0, n);
    long ownBefore = threads.getCurrentThreadCpuTime();
    long allBefore = process.getProcessCpuTime();
    for (int i = 0; i < 10; i++) {
      Blas.get().gemm(false, false, n, n, n, 1, a, 0, n, a, 0, n, 0, c, 0, n);
    }
    long own = threads.getCurrentThreadCpuTime() - ownBefore;
    long all = process.getProcessCpuTime() - allBefore;
    // Two BLAS threads would leave this one half of the process's time; the JIT takes a little.
    assertTrue(own > 0.6 * all, "this thread used " + own + " ns of the process's " + all);
  }

  @Test
  void get_onDevelopmentMachine_loadsEmbeddedOpenBlas() {
    Blas blas = Blas.get();
    assertTrue(blas.implementation().startsWith("embedded OpenBLAS "), blas.describe());
    assertTrue(blas.describe().contains(blas.kernel()));
  }

  @Test
  void probe_again_sameValue() {
    assertEquals(Blas.get().probe(), Blas.get().probe());
  }

  @Test
  void forcing_unrelatedVariables_namesOnlyOpenBlasOnes() {
    assertEquals(
        List.of("OPENBLAS_CORETYPE=HASWELL", "OPENBLAS_L2_SIZE="),
        Blas.forcing(
            Map.of("OPENBLAS_CORETYPE", "HASWELL", "OPENBLAS_L2_SIZE", "", "HOME", "/root")));
  }

  private static float[] randomMatrix(int size, Random random) {
    float[] matrix = new float[size];
    for (int i = 0; i < size; i++) {
      matrix[i] = 2 * random.nextFloat() - 1;
    }
    return matrix;
  }
}
