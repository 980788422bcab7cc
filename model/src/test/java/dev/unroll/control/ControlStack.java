package dev.unroll.control;

/**
 * Layers of recurrent cells, each in one or two directions, over one sequence. Both directions of a
 * layer read the same input; their outputs are concatenated, forward first. The reverse direction
 * starts at the sequence's last step.
 */
final class ControlStack {

  /**
   * States of all layers and directions, index layer·D + direction; {@code c} is null without
   * memory cells.
   */
  record State(double[][] h, double[][] c) {}

  /**
   * A forward run.
   *
   * @param steps by layer·D + direction and by time
   * @param hidden the top layer's outputs (T, D·H)
   */
  record Run(ControlCell.Step[][] steps, double[][] hidden, State last) {}

  /**
   * Gradients.
   *
   * @param dX by the input vectors
   * @param dInitial by the initial state
   * @param dA by every activation, index layer·D + direction, then time
   */
  record RunGradient(double[][] dX, State dInitial, double[][][] dA) {}

  private final StackSpec spec;
  private final ControlCell[] cells;

  ControlStack(StackSpec spec, ControlParameters parameters, String prefix) {
    this.spec = spec;
    this.cells = new ControlCell[spec.layers() * spec.directions()];
    for (int k = 0; k < cells.length; k++) {
      String suffix = StackSpec.suffix(k / spec.directions(), k % spec.directions());
      cells[k] = ControlCell.of(spec.cell(), parameters, prefix + "rnn.", suffix);
    }
  }

  /** All zeros. */
  State zeroState() {
    int h = spec.hiddenSize();
    return new State(
        new double[cells.length][h], spec.hasMemory() ? new double[cells.length][h] : null);
  }

  Run forward(double[][] x, State initial) {
    ControlCell.Step[][] steps = new ControlCell.Step[cells.length][x.length];
    State last = zeroState();
    double[][] below = x;
    for (int layer = 0; layer < spec.layers(); layer++) {
      double[][] output = new double[x.length][spec.width()];
      for (int direction = 0; direction < spec.directions(); direction++) {
        int k = layer * spec.directions() + direction;
        double[] a = initial.h()[k];
        double[] c = spec.hasMemory() ? initial.c()[k] : null;
        for (int i = 0; i < x.length; i++) {
          int t = direction == 0 ? i : x.length - 1 - i;
          steps[k][t] = cells[k].forward(below[t], a, c);
          a = steps[k][t].aNext();
          c = steps[k][t].cNext();
          System.arraycopy(a, 0, output[t], direction * a.length, a.length);
        }
        last.h()[k] = a;
        if (spec.hasMemory()) {
          last.c()[k] = c;
        }
      }
      below = output;
    }
    return new Run(steps, below, last);
  }

  /**
   * Backpropagation through time.
   *
   * @param dHidden the gradient by the top layer's outputs
   * @param dLast the gradient that the final states have besides
   */
  RunGradient backward(Run run, double[][] dHidden, State dLast) {
    State dInitial = zeroState();
    double[][] dOutput = dHidden;
    int length = dHidden.length;
    double[][][] all = new double[cells.length][length][];
    for (int layer = spec.layers() - 1; layer >= 0; layer--) {
      double[][] dBelow = new double[length][layer == 0 ? spec.inputSize() : spec.width()];
      for (int direction = 0; direction < spec.directions(); direction++) {
        int k = layer * spec.directions() + direction;
        double[] dA = dLast.h()[k].clone();
        double[] dC = spec.hasMemory() ? dLast.c()[k].clone() : null;
        for (int i = length - 1; i >= 0; i--) {
          int t = direction == 0 ? i : length - 1 - i;
          for (int j = 0; j < dA.length; j++) {
            dA[j] += dOutput[t][direction * dA.length + j];
          }
          all[k][t] = dA.clone();
          ControlCell.StepGradient gradient = cells[k].backward(run.steps()[k][t], dA, dC);
          Vectors.addInto(dBelow[t], gradient.dXt());
          dA = gradient.dAPrev();
          dC = gradient.dCPrev();
        }
        dInitial.h()[k] = dA;
        if (spec.hasMemory()) {
          dInitial.c()[k] = dC;
        }
      }
      dOutput = dBelow;
    }
    return new RunGradient(dOutput, dInitial, all);
  }

  /** The states of both directions of each layer as one: [forward ; reverse]. */
  State join(State state) {
    return new State(join(state.h()), spec.hasMemory() ? join(state.c()) : null);
  }

  private double[][] join(double[][] states) {
    if (spec.directions() == 1) {
      return states;
    }
    double[][] joined = new double[spec.layers()][];
    for (int layer = 0; layer < joined.length; layer++) {
      joined[layer] = Vectors.concat(states[2 * layer], states[2 * layer + 1]);
    }
    return joined;
  }

  /** The opposite of {@link #join(State)}. */
  State split(State joined) {
    return new State(split(joined.h()), spec.hasMemory() ? split(joined.c()) : null);
  }

  private double[][] split(double[][] joined) {
    double[][] states = zeroState().h();
    for (int k = 0; k < states.length; k++) {
      double[] layer = joined[k / spec.directions()];
      System.arraycopy(
          layer, k % spec.directions() * spec.hiddenSize(), states[k], 0, spec.hiddenSize());
    }
    return states;
  }
}
