package dev.unroll.train;

import dev.unroll.parameter.Gradients;

/**
 * Keeps one step's gradient from being too large.
 *
 * <p>Gradients come as sums; the factor that makes them means (one over the number of tokens) is an
 * argument, and the thresholds apply to the means. Neither that factor nor the one by which a norm
 * is clipped is multiplied into the array: the result holds their product, and {@link
 * Optimizer#step} applies it on its way through the parameters.
 */
public sealed interface GradientClipping {

  /**
   * Clips gradients times {@code scale}.
   *
   * @param gradients may be overwritten
   * @param scale positive factor that the optimizer would apply without clipping
   */
  Result clip(Gradients gradients, double scale);

  /** No clipping; the norm is still reported. */
  static GradientClipping none() {
    return new None();
  }

  /** Scales all gradients by threshold / norm when their common Euclidean norm is larger. */
  static GradientClipping byGlobalNorm(double threshold) {
    return new ByGlobalNorm(threshold);
  }

  /** Clamps every element to -threshold .. threshold. */
  static GradientClipping byValue(double threshold) {
    return new ByValue(threshold);
  }

  /**
   * Clips by value, then by global norm.
   *
   * @param norm threshold of the global norm, infinite for none
   * @param value threshold of every element, infinite for none
   */
  static GradientClipping of(double norm, double value) {
    boolean unlimited = norm == Double.POSITIVE_INFINITY;
    if (value == Double.POSITIVE_INFINITY) {
      return unlimited ? none() : byGlobalNorm(norm);
    }
    return unlimited ? byValue(value) : new Both(new ByValue(value), new ByGlobalNorm(norm));
  }

  /**
   * What clipping did.
   *
   * @param norm global norm before clipping; NaN or infinite if some gradient is not finite
   * @param clipped whether anything was reduced
   * @param scale the factor to hand to the optimizer
   */
  record Result(double norm, boolean clipped, double scale) {}

  /** See {@link #none}. */
  record None() implements GradientClipping {
    @Override
    public Result clip(Gradients gradients, double scale) {
      return new Result(scale * SquaredNorm.globalNorm(gradients), false, scale);
    }
  }

  /** See {@link #byGlobalNorm}. */
  record ByGlobalNorm(double threshold) implements GradientClipping {
    /** Checks the range. */
    public ByGlobalNorm {
      Checks.positive("clip.norm", threshold);
    }

    @Override
    public Result clip(Gradients gradients, double scale) {
      double norm = scale * SquaredNorm.globalNorm(gradients);
      boolean clipped = norm > threshold;
      return new Result(norm, clipped, clipped ? scale * (threshold / norm) : scale);
    }
  }

  /** See {@link #byValue}. */
  record ByValue(double threshold) implements GradientClipping {
    /** Checks the range. */
    public ByValue {
      Checks.positive("clip.value", threshold);
    }

    /** Overwrites the gradients with the clamped ones. */
    @Override
    public Result clip(Gradients gradients, double scale) {
      double norm = scale * SquaredNorm.globalNorm(gradients);
      float[] values = gradients.values();
      float bound = (float) (threshold / scale);
      boolean[] clipped = new boolean[1];
      GradientRanges.forEach(
          gradients, (start, end) -> clipped[0] |= clamp(values, start, end, bound));
      return new Result(norm, clipped[0], scale);
    }

    /** Clamps and returns whether there was anything to clamp. */
    private static boolean clamp(float[] values, int start, int end, float bound) {
      int first = start;
      while (first < end && !(Math.abs(values[first]) > bound)) {
        first++;
      }
      for (int i = first; i < end; i++) {
        values[i] = Math.max(-bound, Math.min(bound, values[i]));
      }
      return first < end;
    }
  }

  /** By value, then by global norm; the norm before both is reported. */
  record Both(ByValue value, ByGlobalNorm norm) implements GradientClipping {
    @Override
    public Result clip(Gradients gradients, double scale) {
      Result clamped = value.clip(gradients, scale);
      Result scaled = norm.clip(gradients, scale);
      return new Result(clamped.norm(), clamped.clipped() || scaled.clipped(), scaled.scale());
    }
  }
}
