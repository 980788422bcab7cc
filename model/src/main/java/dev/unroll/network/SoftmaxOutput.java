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
 * <p>In training positions are taken in chunks so that the scores of a large vocabulary fit into a
 * bounded buffer.
 *
 * @param layer (1)
 */
record SoftmaxOutput(Affine layer) implements Output {
  private static final int CHUNK_FLOATS = 1 << 23;
  private static final int BLOCK_LABELS = 960;
  private static final int GROUP_POSITIONS = 256;

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
    check(ids, input.n());
    float[] logProbabilities = tape.targetLogProbabilities.atLeast(input.n());
    if (gradients == null) {
      scoreTargets(parameters, input, ids, tape, logProbabilities);
      return sum(ids, factors, logProbabilities, 0, input.n());
    }
    int chunk = Math.max(1, Math.min(input.n(), CHUNK_FLOATS / labels()));
    float[] s = tape.scores.atLeast(labels() * chunk);
    LossSum sum = LossSum.ZERO;
    for (int from = 0; from < input.n(); from += chunk) {
      int n = Math.min(chunk, input.n() - from);
      layer.product(parameters, input, from, n, s);
      for (int i = 0; i < n; i++) {
        int y = ids[from + i];
        if (y < 0) {
          Arrays.fill(s, labels() * i, labels() * (i + 1), 0f);
          logProbabilities[from + i] = 0f;
          continue;
        }
        float weight = factors == null ? 1f : factors[from + i];
        logProbabilities[from + i] =
            (float) column(parameters, s, labels() * i, y, weight, tape, gradients);
      }
      sum = sum.plus(sum(ids, factors, logProbabilities, from, from + n));
      layer.productBackward(parameters, input, from, n, s, gradients, dx, dxAt);
    }
    return sum;
  }

  private void check(int[] ids, int n) {
    for (int i = 0; i < n; i++) {
      if (ids[i] >= labels()) {
        throw new IllegalArgumentException(
            "target must be in [-1, %d), got %d".formatted(labels(), ids[i]));
      }
    }
  }

  /** The loss of positions [from, to). */
  private static LossSum sum(
      int[] ids, float[] factors, float[] logProbabilities, int from, int to) {
    double loss = 0;
    double weights = 0;
    long count = 0;
    for (int i = from; i < to; i++) {
      if (ids[i] >= 0) {
        float weight = factors == null ? 1f : factors[i];
        loss -= weight * (double) logProbabilities[i];
        weights += weight;
        count++;
      }
    }
    return new LossSum(loss, weights, count);
  }

  // ---- scoring without gradients ----------------------------------------------------------------

  /*
   * A position needs Σ exp s and one s only, so the scores of all labels are never there together.
   * Rows of W are taken in blocks, positions in groups; the rows of a block and the scores of a
   * group stay in the second cache while they are used. With M the largest score of a position in
   * the blocks so far and S = Σ exp(s - M), the next block with M', S' makes
   *
   *   M⁺ = max(M, M'),  S⁺ = S exp(M - M⁺) + S' exp(M' - M⁺)
   *
   * and after the last one log ŷ_y = s_y - M - log S. Sentences that begin alike have one and the
   * same x at their first steps, which come first: all positions before the first differing one
   * share the scores of the last of them.
   */
  private void scoreTargets(
      float[] parameters, OutputInput input, int[] ids, OutputTape tape, float[] logProbabilities) {
    int n = input.n();
    int shared = lastOfFirst(input);
    float[] max = tape.max.atLeast(n);
    float[] expSum = tape.expSum.atLeast(n);
    Arrays.fill(max, 0, n, Float.NEGATIVE_INFINITY);
    Arrays.fill(expSum, 0, n, 0f);
    for (int first = 0; first < labels(); first += BLOCK_LABELS) {
      int rows = Math.min(BLOCK_LABELS, labels() - first);
      int w = layer.weight().offset() + input.width() * first;
      int widest = Math.min(n - shared, GROUP_POSITIONS);
      tape.block.pack(true, rows, input.width(), parameters, w, input.width(), n - shared, widest);
      float[] s = tape.scores.atLeast(rows * widest);
      for (int from = shared; from < n; from += GROUP_POSITIONS) {
        int m = Math.min(GROUP_POSITIONS, n - from);
        Arrays.fill(s, 0, rows * m, 0f);
        int x = input.at() + input.width() * from;
        tape.block.multiplyAdd(input.x(), x, input.width(), m, s, 0, rows);
        for (int j = 0; j < m; j++) {
          int i = from + j;
          float blockMax = addBias(parameters, s, rows * j, first, rows, tape);
          for (int k = i == shared ? 0 : i; k <= i; k++) {
            if (ids[k] >= first && ids[k] < first + rows) {
              logProbabilities[k] = s[rows * j + ids[k] - first];
            }
          }
          float blockSum = Kernels.get().expSum(s, rows * j, rows, blockMax);
          float newMax = Math.max(max[i], blockMax);
          expSum[i] =
              (float)
                  (expSum[i] * Math.exp(max[i] - newMax) + blockSum * Math.exp(blockMax - newMax));
          max[i] = newMax;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      int of = Math.max(i, shared);
      logProbabilities[i] =
          ids[i] < 0 ? 0f : (float) ((double) logProbabilities[i] - max[of] - Math.log(expSum[of]));
    }
  }

  /** The last position of those at the beginning that have the same x. */
  private static int lastOfFirst(OutputInput input) {
    float[] x = input.x();
    int width = input.width();
    int last = 0;
    for (int at = input.at(); last < input.n() - 1; at += width) {
      if (!Arrays.equals(x, at, at + width, x, at + width, at + 2 * width)) {
        break;
      }
      last++;
    }
    return last;
  }

  /** Returns log ŷ_y of one position and turns its W x into ds (4). */
  private double column(
      float[] parameters,
      float[] s,
      int at,
      int y,
      float weight,
      OutputTape tape,
      Gradients gradients) {
    float max = addBias(parameters, s, at, 0, labels(), tape); // (1)
    float target = s[at + y];
    Kernels kernels = Kernels.get();
    float sum = kernels.expSum(s, at, labels(), max); // (2)
    Slice bias = layer.bias();
    if (bias == null) {
      scale(s, at, weight / sum, labels()); // (4)
    } else {
      kernels.scaleAndAdd(weight / sum, s, at, gradients.values(), bias.offset(), labels()); // (4)
      gradients.values()[bias.offset() + y] -= weight;
    }
    s[at + y] -= weight;
    return target - max - Math.log(sum); // (3)
  }

  /**
   * Adds the bias of labels [first, first + n) to their scores at one position and returns the
   * largest score; a missing bias is zero.
   */
  private float addBias(float[] parameters, float[] s, int at, int first, int n, OutputTape tape) {
    Kernels kernels = Kernels.get();
    if (layer.bias() != null) {
      return kernels.addAndMax(parameters, layer.bias().offset() + first, s, at, n);
    }
    return kernels.addAndMax(tape.zeros(n), 0, s, at, n);
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
      float max = addBias(parameters, s, labels() * i, 0, labels(), tape);
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
      float max = addBias(parameters, s, column, 0, labels(), tape);
      System.arraycopy(s, column, into, at + stride * i, labels());
      float logSum = (float) (max + Math.log(Kernels.get().expSum(s, column, labels(), max)));
      for (int k = at + stride * i; k < at + stride * i + labels(); k++) {
        into[k] -= logSum;
      }
    }
  }
}
