package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.linalg.Blas;
import dev.unroll.linalg.Buffer;
import dev.unroll.linalg.Kernels;
import dev.unroll.network.Output.OutputInput;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands between the recurrent stack and the loss: dropout, pooling, dense layers that are not
 * connected through time, output. Immutable; scratch is a {@link Tape}.
 *
 * <pre>
 * x = dropout(stack)                    (1)
 * p = last, mean or max of x            (2), or x itself
 * p = g(W_j p + b_j), j = 0, 1, …       (3), g = tanh or ReLU
 * L = output(p)                         (4)
 * </pre>
 */
final class Head {
  private final NetworkConfig config;
  private final List<Slice> denseWeights = new ArrayList<>();
  private final List<Slice> denseBiases = new ArrayList<>();
  private final Output output;
  private final Pooling pooling;

  /** Scratch of a head. */
  static final class Tape {
    final OutputTape output;
    final Buffer mask = new Buffer();
    final Buffer dropped = new Buffer();
    final Buffer pooled = new Buffer();
    final Buffer dPooled = new Buffer();
    final List<Buffer> dense = new ArrayList<>();
    final List<Buffer> dDense = new ArrayList<>();
    int[] winners = {};

    // The input of the output in work, as the last forward pass left it.
    OutputInput input;

    Tape(OutputTape output) {
      this.output = output;
    }
  }

  /**
   * Declares the parameters.
   *
   * @param embedding the slice that stands in for the output matrix when tied; null otherwise
   */
  Head(NetworkConfig config, Slice embedding, ParameterLayout.Builder layout) {
    this.config = config;
    this.pooling = new Pooling(config);
    int width = config.stackWidth();
    for (int size : config.headLayers()) {
      String name = "head.dense" + denseWeights.size();
      denseWeights.add(layout.add(name + ".weight", size, width));
      denseBiases.add(layout.add(name + ".bias", size));
      width = size;
    }
    this.output = Outputs.declare(config, width, embedding, layout);
  }

  Tape newTape() {
    Tape tape = new Tape(output.newTape());
    for (int j = 0; j < denseWeights.size(); j++) {
      tape.dense.add(new Buffer());
      tape.dDense.add(new Buffer());
    }
    return tape;
  }

  /** The kind of output. */
  Output output() {
    return output;
  }

  /**
   * Computes everything before the output; the result stays in {@code tape.input}.
   *
   * @param x the stack's output, (D·nA, N) from {@code at} on
   * @param training null when evaluating
   */
  void forward(
      float[] parameters, SequenceBatch batch, float[] x, int at, Training training, Tape tape) {
    Packing packing = batch.packing();
    int width = config.stackWidth();
    float rate = training == null ? 0 : training.dropout().output();
    if (rate > 0) { // (1)
      int size = width * packing.columns();
      float[] mask = tape.mask.atLeast(size);
      float[] dropped = tape.dropped.atLeast(size);
      DropoutMask.fill(
          mask, width, packing, batch.exampleIds(), rate, training, DropoutMask.OUTPUT);
      Matrices.multiply(mask, 0, x, at, dropped, 0, size);
      x = dropped;
      at = 0;
    }
    OutputInput input = new OutputInput(x, at, width, packing.columns(), packing);
    if (config.pooling() != NetworkConfig.Pooling.NONE) { // (2)
      input = pooling.forward(input, tape);
    }
    for (int j = 0; j < denseWeights.size(); j++) { // (3)
      input = dense(parameters, j, input, tape);
    }
    tape.input = input;
  }

  private OutputInput dense(float[] parameters, int j, OutputInput input, Tape tape) {
    Slice w = denseWeights.get(j);
    int rows = denseBiases.get(j).size();
    int n = input.n();
    float[] y = tape.dense.get(j).atLeast(rows * n);
    for (int i = 0; i < n; i++) {
      System.arraycopy(parameters, denseBiases.get(j).offset(), y, rows * i, rows);
    }
    int width = input.width();
    Blas.get()
        .gemm(
            true,
            false,
            rows,
            n,
            width,
            1f,
            parameters,
            w.offset(),
            width,
            input.x(),
            input.at(),
            width,
            1f,
            y,
            0,
            rows);
    switch (config.headActivation()) {
      case TANH -> Kernels.get().tanh(y, 0, rows * n);
      case RELU -> {
        for (int i = 0; i < rows * n; i++) {
          y[i] = Math.max(y[i], 0f);
        }
      }
    }
    return new OutputInput(y, 0, rows, n, input.packing());
  }

  /** The loss of the positions that {@link #forward} left; nothing goes back. */
  LossSum loss(float[] parameters, Target target, Tape tape) {
    return output.loss(parameters, tape.input, target, null, tape.output, null, null, 0);
  }

  /**
   * The loss, and ∂L/∂x of the stack's output.
   *
   * @param dx overwritten, (D·nA, N) from {@code dxAt} on
   */
  LossSum backward(
      float[] parameters,
      SequenceBatch batch,
      float[] x,
      int at,
      Training training,
      Tape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    Packing packing = batch.packing();
    boolean dropped = training.dropout().output() > 0;
    boolean pools = config.pooling() != NetworkConfig.Pooling.NONE;
    int layers = denseWeights.size();
    int positions = tape.input.n();
    float[] below = pools ? tape.dPooled.atLeast(config.stackWidth() * positions) : dx;
    int belowAt = pools ? 0 : dxAt;
    float[] d = layers == 0 ? below : dDense(tape, layers - 1, positions);
    int dAt = layers == 0 ? belowAt : 0;
    LossSum sum =
        output.loss(
            parameters, tape.input, batch.target(), training, tape.output, gradients, d, dAt);
    for (int j = layers - 1; j >= 0; j--) {
      float[] input;
      int inputAt = 0;
      float[] dInput;
      int dInputAt = 0;
      if (j > 0) {
        input = tape.dense.get(j - 1).floats();
        dInput = dDense(tape, j - 1, positions);
      } else {
        input = pools ? tape.pooled.floats() : dropped ? tape.dropped.floats() : x;
        inputAt = pools || dropped ? 0 : at;
        dInput = below;
        dInputAt = belowAt;
      }
      denseBackward(parameters, j, positions, input, inputAt, tape, gradients, dInput, dInputAt);
    }
    if (pools) {
      pooling.backward(packing, tape, dx, dxAt);
    }
    if (dropped) {
      int size = config.stackWidth() * packing.columns();
      Matrices.multiply(dx, dxAt, tape.mask.floats(), 0, dx, dxAt, size);
    }
    return sum;
  }

  private float[] dDense(Tape tape, int j, int positions) {
    return tape.dDense.get(j).atLeast(denseBiases.get(j).size() * positions);
  }

  private void denseBackward(
      float[] parameters,
      int j,
      int n,
      float[] x,
      int xAt,
      Tape tape,
      Gradients gradients,
      float[] dx,
      int dxAt) {
    int rows = denseBiases.get(j).size();
    int w = denseWeights.get(j).offset();
    int width = denseWeights.get(j).rowLength();
    float[] y = tape.dense.get(j).floats();
    float[] dy = tape.dDense.get(j).floats();
    boolean tanh = config.headActivation() == NetworkConfig.HeadActivation.TANH;
    for (int i = 0; i < rows * n; i++) {
      dy[i] *= tanh ? 1 - y[i] * y[i] : y[i] > 0 ? 1f : 0f;
    }
    float[] sum = gradients.values();
    Matrices.addColumns(dy, rows, n, sum, denseBiases.get(j).offset());
    Blas blas = Blas.get();
    blas.gemm(false, true, width, rows, n, 1f, x, xAt, width, dy, 0, rows, 1f, sum, w, width);
    blas.gemm(
        false, false, width, n, rows, 1f, parameters, w, width, dy, 0, rows, 0f, dx, dxAt, width);
  }

  /** Scores of all outputs, (Y, positions), in an array that the tape owns. */
  float[] scores(float[] parameters, Tape tape) {
    output.scores(parameters, tape.input, tape.output);
    return tape.output.scores.floats();
  }

  /** Probabilities of all outputs, (Y, positions), in an array that the tape owns. */
  float[] probabilities(float[] parameters, Tape tape) {
    output.probabilities(parameters, tape.input, tape.output);
    return tape.output.scores.floats();
  }
}
