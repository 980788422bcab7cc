package dev.unroll.train;

import dev.unroll.parameter.Gradients;

/**
 * The Euclidean norm over all gradients together, in double precision.
 *
 * <p>The sum runs in eight interleaved partial sums per range, added up in a fixed order: fast, and
 * the same bits on every machine.
 */
final class SquaredNorm {
  private double sum;

  private SquaredNorm() {}

  static double globalNorm(Gradients gradients) {
    SquaredNorm total = new SquaredNorm();
    float[] values = gradients.values();
    GradientRanges.forEach(
        gradients, (start, end) -> total.sum += sumOfSquares(values, start, end));
    return Math.sqrt(total.sum);
  }

  static double sumOfSquares(float[] x, int start, int end) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
    int i = start;
    for (; i <= end - 8; i += 8) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
      s4 += (double) x[i + 4] * x[i + 4];
      s5 += (double) x[i + 5] * x[i + 5];
      s6 += (double) x[i + 6] * x[i + 6];
      s7 += (double) x[i + 7] * x[i + 7];
    }
    for (; i < end; i++) {
      s0 += (double) x[i] * x[i];
    }
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }
}
