package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.linalg.Blas;
import dev.unroll.linalg.Buffer;
import dev.unroll.linalg.Kernels;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.Arrays;

/**
 * General attention over the whole source (Luong, Pham, Manning 2015, equations 5, 7 and 8).
 *
 * <pre>
 * K = W_a H̄               (1)   H̄ (nA, T_x) the encoder's output of one source
 * α_t = softmax(Kᵀ h_t)    (2)   h_t (nA) the decoder's output
 * κ_t = H̄ α_t             (3)   the context
 * v_t = tanh(W_c [κ_t; h_t])   (4)   goes to the head in the place of h_t
 * </pre>
 *
 * <p>All matrices in here hold one sequence after the other, not one step after the other, so that
 * the steps of a sequence are one matrix, and (2) and (3) are one product for each pair.
 */
final class Attention {
  private final int nA;
  private final Slice weight;
  private final Slice combine;
  private final Blas blas = Blas.get();
  private final Kernels kernels = Kernels.get();

  /** Declares W_a, (nA, nA), and W_c, (nA, 2·nA). */
  Attention(int nA, ParameterLayout.Builder layout) {
    this.nA = nA;
    this.weight = layout.add("attention.weight", nA, nA);
    this.combine = layout.add("attention.combine.weight", nA, 2 * nA);
  }

  /** Scratch, and what the forward pass leaves for the backward pass. */
  static final class Tape {
    final Buffer source = new Buffer(); // H̄, (nA, N_x)
    final Buffer keys = new Buffer(); // K, (nA, N_x)
    final Buffer concat = new Buffer(); // [κ; h], (2·nA, N_y)
    final Buffer attentional = new Buffer(); // v, (nA, N_y)
    final Buffer weights = new Buffer(); // α, (T_x, T_y) of each pair
    final Buffer output = new Buffer(); // v in the order of the packing
    final Buffer dOutput = new Buffer();
    final Buffer dSource = new Buffer();
    final Buffer dKeys = new Buffer();
    final Buffer dConcat = new Buffer();
    final Buffer dAttentional = new Buffer();
    final Buffer dWeights = new Buffer();

    Packing sources;
    Packing targets;
    int[] sourceOf;

    // First column of each source and of each target, and first float of the weights of each pair.
    int[] sourceAt = {};
    int[] targetAt = {};
    int[] weightsAt = {};
  }

  // ---- forward ----------------------------------------------------------------------------------

  /**
   * Reads the encoder's output of all sources (1).
   *
   * @param hidden (nA, N_x) from {@code at} on, in the order of the packing
   */
  void readSources(float[] parameters, float[] hidden, int at, Packing sources, Tape tape) {
    tape.sources = sources;
    tape.sourceAt = starts(sources, tape.sourceAt);
    int n = sources.columns();
    float[] source = tape.source.atLeast(nA * n);
    gather(hidden, at, sources, source, nA, 0);
    float[] keys = tape.keys.atLeast(nA * n);
    blas.gemm(
        true,
        false,
        nA,
        n,
        nA,
        1f,
        parameters,
        weight.offset(),
        nA,
        source,
        0,
        nA,
        0f,
        keys,
        0,
        nA);
  }

  /**
   * Runs (2) to (4); v stays in {@code tape.output}, (nA, N_y) in the order of the packing.
   *
   * @param hidden (nA, N_y) from {@code at} on, the decoder's output
   * @param sourceOf the source that each target sequence belongs to
   */
  void forward(
      float[] parameters, float[] hidden, int at, Packing targets, int[] sourceOf, Tape tape) {
    tape.targets = targets;
    tape.sourceOf = sourceOf;
    tape.targetAt = starts(targets, tape.targetAt);
    int n = targets.columns();
    float[] concat = tape.concat.atLeast(2 * nA * n);
    gather(hidden, at, targets, concat, 2 * nA, nA);
    float[] weights = tape.weights.atLeast(placeWeights(tape));
    for (int b = 0; b < targets.sequences(); b++) {
      int tX = tape.sources.length(sourceOf[b]);
      int tY = targets.length(b);
      int x = nA * tape.sourceAt[sourceOf[b]];
      int y = 2 * nA * tape.targetAt[b];
      int w = tape.weightsAt[b];
      float[] keys = tape.keys.floats();
      float[] source = tape.source.floats();
      blas.gemm(
          true, false, tX, tY, nA, 1f, keys, x, nA, concat, y + nA, 2 * nA, 0f, weights, w, tX);
      for (int t = 0; t < tY; t++) {
        softmax(weights, w + tX * t, tX); // (2)
      }
      blas.gemm(
          false, false, nA, tY, tX, 1f, source, x, nA, weights, w, tX, 0f, concat, y,
          2 * nA); // (3)
    }
    float[] v = tape.attentional.atLeast(nA * n);
    int wc = combine.offset();
    blas.gemm(
        true, false, nA, n, 2 * nA, 1f, parameters, wc, 2 * nA, concat, 0, 2 * nA, 0f, v, 0, nA);
    kernels.tanh(v, 0, nA * n); // (4)
    scatter(v, nA, 0, targets, tape.output.atLeast(nA * n), 0);
  }

  /** Finds the place of each pair's weights and returns the number of all of them. */
  private static int placeWeights(Tape tape) {
    int m = tape.targets.sequences();
    if (tape.weightsAt.length < m) {
      tape.weightsAt = new int[m];
    }
    int at = 0;
    for (int b = 0; b < m; b++) {
      tape.weightsAt[b] = at;
      at += tape.sources.length(tape.sourceOf[b]) * tape.targets.length(b);
    }
    return at;
  }

  private void softmax(float[] x, int at, int n) {
    float max = x[at];
    for (int i = at + 1; i < at + n; i++) {
      max = Math.max(max, x[i]);
    }
    float scale = 1 / kernels.expSum(x, at, n, max);
    for (int i = at; i < at + n; i++) {
      x[i] *= scale;
    }
  }

  // ---- backward ---------------------------------------------------------------------------------

  /*
   * With dz = dv ∘ (1 - v²), sums over the steps of a pair written as products:
   * (4)  [dκ; dh] = W_cᵀ dz,  dW_c = dz [κ; h]ᵀ
   * (3)  dα = H̄ᵀ dκ,  dH̄ = dκ αᵀ
   * (2)  de = α ∘ (dα - αᵀdα) column by column,  dh += K de,  dK = h deᵀ
   * (1)  dW_a = dK H̄ᵀ,  dH̄ += W_aᵀ dK
   */

  /**
   * Goes back through the last {@link #forward}; adds into the gradients.
   *
   * @param dOutput ∂L/∂v, (nA, N_y) in the order of the packing
   * @param dHidden overwritten by ∂L/∂h, (nA, N_y) from {@code dHiddenAt} on
   * @param dEncoded overwritten by ∂L/∂H̄, (nA, N_x) from {@code dEncodedAt} on
   */
  void backward(
      float[] parameters,
      Tape tape,
      float[] dOutput,
      Gradients gradients,
      float[] dHidden,
      int dHiddenAt,
      float[] dEncoded,
      int dEncodedAt) {
    int n = tape.targets.columns();
    float[] dz = tape.dAttentional.atLeast(nA * n);
    gather(dOutput, 0, tape.targets, dz, nA, 0);
    float[] v = tape.attentional.floats();
    for (int i = 0; i < nA * n; i++) {
      dz[i] *= 1 - v[i] * v[i];
    }
    float[] sum = gradients.values();
    float[] concat = tape.concat.floats();
    float[] dConcat = tape.dConcat.atLeast(2 * nA * n);
    int wc = combine.offset();
    blas.gemm(false, true, 2 * nA, nA, n, 1f, concat, 0, 2 * nA, dz, 0, nA, 1f, sum, wc, 2 * nA);
    blas.gemm(
        false, false, 2 * nA, n, nA, 1f, parameters, wc, 2 * nA, dz, 0, nA, 0f, dConcat, 0, 2 * nA);

    int sourceSize = nA * tape.sources.columns();
    Arrays.fill(tape.dSource.atLeast(sourceSize), 0, sourceSize, 0f);
    Arrays.fill(tape.dKeys.atLeast(sourceSize), 0, sourceSize, 0f);
    for (int b = 0; b < tape.targets.sequences(); b++) {
      pairBackward(tape, b);
    }
    scatter(dConcat, 2 * nA, nA, tape.targets, dHidden, dHiddenAt);

    int columns = tape.sources.columns();
    float[] source = tape.source.floats();
    float[] dKeys = tape.dKeys.floats();
    float[] dSource = tape.dSource.floats();
    int wa = weight.offset();
    blas.gemm(false, true, nA, nA, columns, 1f, source, 0, nA, dKeys, 0, nA, 1f, sum, wa, nA);
    blas.gemm(
        false, false, nA, columns, nA, 1f, parameters, wa, nA, dKeys, 0, nA, 1f, dSource, 0, nA);
    scatter(dSource, nA, 0, tape.sources, dEncoded, dEncodedAt);
  }

  /** (3) and (2) of one pair. */
  private void pairBackward(Tape tape, int b) {
    int tX = tape.sources.length(tape.sourceOf[b]);
    int tY = tape.targets.length(b);
    int x = nA * tape.sourceAt[tape.sourceOf[b]];
    int y = 2 * nA * tape.targetAt[b];
    int w = tape.weightsAt[b];
    float[] source = tape.source.floats();
    float[] keys = tape.keys.floats();
    float[] weights = tape.weights.floats();
    float[] concat = tape.concat.floats();
    float[] dConcat = tape.dConcat.floats();
    float[] dSource = tape.dSource.floats();
    float[] dKeys = tape.dKeys.floats();
    float[] dE = tape.dWeights.atLeast(tX * tY);
    blas.gemm(true, false, tX, tY, nA, 1f, source, x, nA, dConcat, y, 2 * nA, 0f, dE, 0, tX);
    blas.gemm(false, true, nA, tX, tY, 1f, dConcat, y, 2 * nA, weights, w, tX, 1f, dSource, x, nA);
    for (int t = 0; t < tY; t++) {
      softmaxBackward(weights, w + tX * t, dE, tX * t, tX);
    }
    blas.gemm(false, false, nA, tY, tX, 1f, keys, x, nA, dE, 0, tX, 1f, dConcat, y + nA, 2 * nA);
    blas.gemm(false, true, nA, tX, tY, 1f, concat, y + nA, 2 * nA, dE, 0, tX, 1f, dKeys, x, nA);
  }

  /** dα becomes de (2). */
  private static void softmaxBackward(float[] alpha, int at, float[] d, int dAt, int n) {
    float mean = 0;
    for (int i = 0; i < n; i++) {
      mean += alpha[at + i] * d[dAt + i];
    }
    for (int i = 0; i < n; i++) {
      d[dAt + i] = alpha[at + i] * (d[dAt + i] - mean);
    }
  }

  // ---- order ------------------------------------------------------------------------------------

  /** First column of each sequence where one follows the other. */
  private static int[] starts(Packing packing, int[] starts) {
    if (starts.length < packing.sequences()) {
      starts = new int[packing.sequences()];
    }
    int at = 0;
    for (int b = 0; b < packing.sequences(); b++) {
      starts[b] = at;
      at += packing.length(b);
    }
    return starts;
  }

  /** From the order of a packing to one sequence after the other, into columns of length stride. */
  private void gather(float[] packed, int at, Packing packing, float[] into, int stride, int row) {
    int column = row;
    for (int b = 0; b < packing.sequences(); b++) {
      for (int t = 0; t < packing.length(b); t++) {
        System.arraycopy(packed, at + nA * packing.column(t, b), into, column, nA);
        column += stride;
      }
    }
  }

  /** The way back. */
  private void scatter(float[] from, int stride, int row, Packing packing, float[] packed, int at) {
    int column = row;
    for (int b = 0; b < packing.sequences(); b++) {
      for (int t = 0; t < packing.length(b); t++) {
        System.arraycopy(from, column, packed, at + nA * packing.column(t, b), nA);
        column += stride;
      }
    }
  }
}
