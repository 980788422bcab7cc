package dev.unroll.network;

import dev.unroll.linalg.Blas;
import dev.unroll.network.Output.OutputInput;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.Slice;

/**
 * The product in front of an output.
 *
 * <pre>
 * s = W x + b     (1)
 * dW = ds xᵀ      (2)
 * db = Σ ds       (3)
 * dx = Wᵀ ds      (4)
 * </pre>
 *
 * <p>W is (rows, width) row-major, the layout of an embedding, so that it can be one. Every method
 * works on {@code n} positions of the input, the first of them {@code from}.
 *
 * @param weight W
 * @param bias b; null for none
 */
record Affine(Slice weight, Slice bias) {

  /** Number of outputs. */
  int rows() {
    return weight.shape().get(0);
  }

  /** Overwrites s, (rows, n), by (1). */
  void forward(float[] parameters, OutputInput input, float[] s) {
    product(parameters, input, 0, input.n(), s);
    if (bias != null) {
      for (int i = 0; i < input.n(); i++) {
        Matrices.add(parameters, bias.offset(), s, rows() * i, rows());
      }
    }
  }

  /** Overwrites s, (rows, n), by W x, without the bias. */
  void product(float[] parameters, OutputInput input, int from, int n, float[] s) {
    int rows = rows();
    int width = input.width();
    int x = input.at() + width * from;
    int w = weight.offset();
    Blas.get()
        .gemm(
            true,
            false,
            rows,
            n,
            width,
            1f,
            parameters,
            w,
            width,
            input.x(),
            x,
            width,
            0f,
            s,
            0,
            rows);
  }

  /** Adds (2) and (3) into the gradients and overwrites dx, (width, n), by (4). */
  void backward(
      float[] parameters,
      OutputInput input,
      float[] ds,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    if (bias != null) {
      Matrices.addColumns(ds, rows(), input.n(), gradients.values(), bias.offset());
    }
    productBackward(parameters, input, 0, input.n(), ds, gradients, dx, dxAt);
  }

  /**
   * Adds (2) into the gradients and overwrites dx by (4), at its positions from {@code from} on.
   */
  void productBackward(
      float[] parameters,
      OutputInput input,
      int from,
      int n,
      float[] ds,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    int rows = rows();
    int width = input.width();
    int x = input.at() + width * from;
    int w = weight.offset();
    float[] dw = gradients.values();
    Blas blas = Blas.get();
    blas.gemm(false, true, width, rows, n, 1f, input.x(), x, width, ds, 0, rows, 1f, dw, w, width);
    blas.gemm(
        false,
        false,
        width,
        n,
        rows,
        1f,
        parameters,
        w,
        width,
        ds,
        0,
        rows,
        0f,
        dx,
        dxAt + width * from,
        width);
  }
}
