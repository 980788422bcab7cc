package dev.unroll.network;

import dev.unroll.batch.Target;
import dev.unroll.linalg.Blas;
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
 * <p>W is (Y, width) row-major, the layout of an embedding, so that it can be one. Positions are
 * taken in chunks so that the scores of a large vocabulary fit into a bounded buffer.
 *
 * @param weight W; the embedding's slice when tied
 */
record SoftmaxOutput(Slice weight, Slice bias) implements Output {
  private static final int CHUNK_FLOATS = 1 << 23;

  private int labels() {
    return bias.size();
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
    float[] classWeights = training == null ? null : training.classWeights();
    float[] logProbabilities = tape.targetLogProbabilities.atLeast(input.n());
    int chunk = Math.max(1, Math.min(input.n(), CHUNK_FLOATS / labels()));
    float[] s = tape.scores.atLeast(labels() * chunk);
    float[] db = gradients == null ? null : gradients.values();
    LossSum sum = LossSum.ZERO;
    for (int from = 0; from < input.n(); from += chunk) {
      int n = Math.min(chunk, input.n() - from);
      product(parameters, input, from, n, s);
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
        float weight = classWeights == null ? 1f : classWeights[y];
        double logProbability = column(parameters, s, labels() * i, y, weight, db);
        logProbabilities[from + i] = (float) logProbability;
        loss -= weight * logProbability;
        weights += weight;
        count++;
      }
      sum = sum.plus(new LossSum(loss, weights, count));
      if (gradients != null) {
        backward(parameters, input, from, n, s, gradients, dx, dxAt);
      }
    }
    return sum;
  }

  /** Turns W x of one position into ds (4) and returns log ŷ_y; without db into exp(s - max). */
  private double column(float[] parameters, float[] s, int at, int y, float weight, float[] db) {
    Kernels kernels = Kernels.get();
    float max = kernels.addAndMax(parameters, bias.offset(), s, at, labels()); // (1)
    float target = s[at + y];
    float sum = kernels.expSum(s, at, labels(), max); // (2)
    if (db != null) {
      scaleAndAdd(s, at, weight / sum, db, bias.offset(), labels()); // (4)
      s[at + y] -= weight;
      db[bias.offset() + y] -= weight;
    }
    return target - max - Math.log(sum); // (3)
  }

  private static void scaleAndAdd(float[] s, int at, float scale, float[] sum, int sumAt, int n) {
    for (int i = 0; i < n; i++) {
      float d = s[at + i] * scale;
      s[at + i] = d;
      sum[sumAt + i] += d;
    }
  }

  private void product(float[] parameters, OutputInput input, int from, int n, float[] s) {
    int width = input.width();
    Blas.get()
        .gemm(
            true,
            false,
            labels(),
            n,
            width,
            1f,
            parameters,
            weight.offset(),
            width,
            input.x(),
            input.at() + width * from,
            width,
            0f,
            s,
            0,
            labels());
  }

  private void backward(
      float[] parameters,
      OutputInput input,
      int from,
      int n,
      float[] ds,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    int width = input.width();
    int x = input.at() + width * from;
    int w = weight.offset();
    float[] dw = gradients.values();
    Blas blas = Blas.get();
    blas.gemm(
        false, true, width, labels(), n, 1f, input.x(), x, width, ds, 0, labels(), 1f, dw, w,
        width);
    blas.gemm(
        false,
        false,
        width,
        n,
        labels(),
        1f,
        parameters,
        w,
        width,
        ds,
        0,
        labels(),
        0f,
        dx,
        dxAt + width * from,
        width);
  }

  @Override
  public void scores(float[] parameters, OutputInput input, OutputTape tape) {
    float[] s = tape.scores.atLeast(labels() * input.n());
    product(parameters, input, 0, input.n(), s);
    for (int i = 0; i < input.n(); i++) {
      Matrices.add(parameters, bias.offset(), s, labels() * i, labels());
    }
  }
}
