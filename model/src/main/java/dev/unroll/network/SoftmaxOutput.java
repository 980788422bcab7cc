package dev.unroll.network;

import dev.unroll.batch.Target;
import dev.unroll.linalg.Kernels;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.Slice;
import java.util.Arrays;

/**
 * One of Y labels at each position.
 *
 * <pre>
 * s = W x + b                               (1)
 * ŷ = exp(s - max s) / Σ exp(s - max s)     (2)
 * L = -log ŷ_y                              (3)
 * ds = ŷ - e_y                              (4)
 * </pre>
 *
 * <p>Positions are taken in chunks so that the scores of a large vocabulary fit into a bounded
 * buffer.
 *
 * @param layer (1)
 */
record SoftmaxOutput(Affine layer) implements Output {
  private static final int CHUNK_FLOATS = 1 << 23;

  private int labels() {
    return layer.rows();
  }

  @Override
  public LossSum loss(
      float[] parameters,
      OutputInput input,
      Target target,
      Training training,
      OutputTape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    int[] ids = ((Target.Ids) target).ids();
    float[] factors = factors(ids, input.n(), training, tape);
    return crossEntropy(parameters, input, ids, factors, tape, gradients, dx, dxAt);
  }

  /** (n) the class weight of each position; null where there are no class weights. */
  static float[] factors(int[] ids, int n, Training training, OutputTape tape) {
    if (training == null || training.classWeights() == null) {
      return null;
    }
    float[] factors = tape.factors.atLeast(n);
    for (int i = 0; i < n; i++) {
      factors[i] = ids[i] < 0 ? 0f : training.classWeights()[ids[i]];
    }
    return factors;
  }

  /**
   * As {@link #loss}.
   *
   * @param ids (n) target of each position, -1 where it does not count
   * @param factors (n) of the loss of each position; null for 1
   */
  LossSum crossEntropy(
      float[] parameters,
      OutputInput input,
      int[] ids,
      float[] factors,
      OutputTape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    float[] logProbabilities = tape.targetLogProbabilities.atLeast(input.n());
    int chunk = Math.max(1, Math.min(input.n(), CHUNK_FLOATS / labels()));
    float[] s = tape.scores.atLeast(labels() * chunk);
    LossSum sum = LossSum.ZERO;
    for (int from = 0; from < input.n(); from += chunk) {
      int n = Math.min(chunk, input.n() - from);
      layer.product(parameters, input, from, n, s);
      double loss = 0;
      double weights = 0;
      long count = 0;
      for (int i = 0; i < n; i++) {
        int y = ids[from + i];
        if (y < 0) {
          Arrays.fill(s, labels() * i, labels() * (i + 1), 0f);
          logProbabilities[from + i] = 0f;
          continue;
        }
        if (y >= labels()) {
          throw new IllegalArgumentException(
              "target must be in [-1, %d), got %d".formatted(labels(), y));
        }
        float weight = factors == null ? 1f : factors[from + i];
        double logProbability = column(parameters, s, labels() * i, y, weight, tape, gradients);
        logProbabilities[from + i] = (float) logProbability;
        loss -= weight * logProbability;
        weights += weight;
        count++;
      }
      sum = sum.plus(new LossSum(loss, weights, count));
      if (gradients != null) {
        layer.productBackward(parameters, input, from, n, s, gradients, dx, dxAt);
      }
    }
    return sum;
  }

  /**
   * Returns log ŷ_y of one position and turns its W x into ds (4), or without gradients into exp(s
   * - max).
   */
  private double column(
      float[] parameters,
      float[] s,
      int at,
      int y,
      float weight,
      OutputTape tape,
      Gradients gradients) {
    float max = addBias(parameters, s, at, tape); // (1)
    float target = s[at + y];
    Kernels kernels = Kernels.get();
    float sum = kernels.expSum(s, at, labels(), max); // (2)
    if (gradients != null) {
      Slice bias = layer.bias();
      if (bias == null) {
        scale(s, at, weight / sum, labels()); // (4)
      } else {
        kernels.scaleAndAdd(
            weight / sum, s, at, gradients.values(), bias.offset(), labels()); // (4)
        gradients.values()[bias.offset() + y] -= weight;
      }
      s[at + y] -= weight;
    }
    return target - max - Math.log(sum); // (3)
  }

  /** Adds the bias to one position and returns the largest score; a missing bias is zero. */
  private float addBias(float[] parameters, float[] s, int at, OutputTape tape) {
    Kernels kernels = Kernels.get();
    if (layer.bias() != null) {
      return kernels.addAndMax(parameters, layer.bias().offset(), s, at, labels());
    }
    return kernels.addAndMax(tape.zeros(labels()), 0, s, at, labels());
  }

  private static void scale(float[] s, int at, float scale, int n) {
    for (int i = at; i < at + n; i++) {
      s[i] *= scale;
    }
  }

  @Override
  public void scores(float[] parameters, OutputInput input, OutputTape tape) {
    layer.forward(parameters, input, tape.scores.atLeast(labels() * input.n()));
  }

  @Override
  public void probabilities(float[] parameters, OutputInput input, OutputTape tape) {
    float[] s = tape.scores.atLeast(labels() * input.n());
    layer.product(parameters, input, 0, input.n(), s);
    for (int i = 0; i < input.n(); i++) {
      float max = addBias(parameters, s, labels() * i, tape);
      float sum = Kernels.get().expSum(s, labels() * i, labels(), max);
      scale(s, labels() * i, 1 / sum, labels());
    }
  }

  /** Overwrites each of n columns of (Y, n) scores by log ŷ, in a matrix of any column length. */
  void logProbabilities(
      float[] parameters, OutputInput input, OutputTape tape, float[] into, int at, int stride) {
    float[] s = tape.scores.atLeast(labels() * input.n());
    layer.product(parameters, input, 0, input.n(), s);
    for (int i = 0; i < input.n(); i++) {
      int column = labels() * i;
      float max = addBias(parameters, s, column, tape);
      System.arraycopy(s, column, into, at + stride * i, labels());
      float logSum = (float) (max + Math.log(Kernels.get().expSum(s, column, labels(), max)));
      for (int k = at + stride * i; k < at + stride * i + labels(); k++) {
        into[k] -= logSum;
      }
    }
  }
}
