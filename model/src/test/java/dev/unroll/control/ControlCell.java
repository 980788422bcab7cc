package dev.unroll.control;

/**
 * A recurrent cell: one step of one sequence, forward and backward. The symbols are those of the
 * text: x^{<t>} is {@code xt}, a^{<t-1>} is {@code aPrev}, and so on; {@code d} before a name is
 * the gradient of the loss by it.
 */
abstract sealed class ControlCell
    permits ControlRnn, ControlGru, ControlGruResetAfter, ControlLstm {

  /**
   * A step and what its backward pass needs.
   *
   * @param cPrev the memory cell before; null in a cell without one
   * @param cNext the memory cell after; null likewise
   * @param gates of the cell, in its own order
   */
  record Step(
      double[] xt,
      double[] aPrev,
      double[] cPrev,
      double[] aNext,
      double[] cNext,
      double[]... gates) {}

  /**
   * The gradients by what went into a step; {@code dCPrev} is null where there is no memory cell.
   */
  record StepGradient(double[] dXt, double[] dAPrev, double[] dCPrev) {}

  /** Computes a^{<t>} and, in an LSTM, c^{<t>}. */
  abstract Step forward(double[] xt, double[] aPrev, double[] cPrev);

  /** Adds the parameters' gradients and returns those of the step's inputs. */
  abstract StepGradient backward(Step step, double[] dA, double[] dC);

  /** Number of gates, which is the number of blocks of H rows in the weights. */
  static int gates(String kind) {
    return switch (kind) {
      case "rnn-tanh", "rnn-relu" -> 1;
      case "gru-simple" -> 2;
      case "gru", "gru-reset-after" -> 3;
      case "lstm", "lstm-peephole" -> 4;
      default -> throw new IllegalArgumentException("unknown cell " + kind);
    };
  }

  /**
   * @param prefix of the parameters' names, up to {@code rnn.}
   * @param suffix of the parameters' names, such as {@code _l0}
   */
  static ControlCell of(String kind, ControlParameters parameters, String prefix, String suffix) {
    return switch (kind) {
      case "rnn-tanh" -> new ControlRnn(parameters, prefix, suffix, false);
      case "rnn-relu" -> new ControlRnn(parameters, prefix, suffix, true);
      case "gru-simple" -> new ControlGru(parameters, prefix, suffix, false);
      case "gru" -> new ControlGru(parameters, prefix, suffix, true);
      case "gru-reset-after" -> new ControlGruResetAfter(parameters, prefix, suffix);
      case "lstm" -> new ControlLstm(parameters, prefix, suffix, false);
      case "lstm-peephole" -> new ControlLstm(parameters, prefix, suffix, true);
      default -> throw new IllegalArgumentException("unknown cell " + kind);
    };
  }

  /** The affine part of one gate: z = U a + W x + b. */
  record Gate(Rows u, Rows w, Rows b) {

    static Gate of(
        ControlParameters parameters, String prefix, String suffix, int block, int blocks) {
      return new Gate(
          parameters.rows(prefix + "weight_hh" + suffix, block, blocks),
          parameters.rows(prefix + "weight_ih" + suffix, block, blocks),
          parameters.rows(prefix + "bias" + suffix, block, blocks));
    }

    double[] forward(double[] a, double[] x) {
      return Vectors.sum(u.times(a), w.times(x), b.times(1));
    }

    /** Adds the gradients of U, W, b, and those of a and x into {@code dA} and {@code dX}. */
    void backward(double[] dz, double[] a, double[] x, double[] dA, double[] dX) {
      Vectors.addInto(dA, u.backward(dz, a));
      Vectors.addInto(dX, w.backward(dz, x));
      b.backward(dz, 1);
    }
  }
}
