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

  /** Gradients by the input vectors and by the initial state. */
  record RunGradient(double[][] dX, State dInitial) {}

  private final StackSpec spec;
  private final ControlCell[] cells;
  private final boolean hasCell;

  ControlStack(StackSpec spec, ControlParameters parameters, String prefix) {
    this.spec = spec;
    this.hasCell = spec.cell().startsWith("lstm");
    this.cells = new ControlCell[spec.layers() * spec.directions()];
    for (int k = 0; k < cells.length; k++) {
      String suffix = StackSpec.suffix(k / spec.directions(), k % spec.directions());
      cells[k] = ControlCell.of(spec.cell(), parameters, prefix + "rnn.", suffix);
    }
  }

  /** All zeros. */
  State zeroState() {
    int h = spec.hiddenSize();
    return new State(new double[cells.length][h], hasCell ? new double[cells.length][h] : null);
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
        double[] c = hasCell ? initial.c()[k] : null;
        for (int i = 0; i < x.length; i++) {
          int t = direction == 0 ? i : x.length - 1 - i;
          steps[k][t] = cells[k].forward(below[t], a, c);
          a = steps[k][t].aNext();
          c = steps[k][t].cNext();
          System.arraycopy(a, 0, output[t], direction * a.length, a.length);
        }
        last.h()[k] = a;
        if (hasCell) {
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
    for (int layer = spec.layers() - 1; layer >= 0; layer--) {
      double[][] dBelow = new double[length][layer == 0 ? spec.inputSize() : spec.width()];
      for (int direction = 0; direction < spec.directions(); direction++) {
        int k = layer * spec.directions() + direction;
        double[] dA = dLast.h()[k].clone();
        double[] dC = hasCell ? dLast.c()[k].clone() : null;
        for (int i = length - 1; i >= 0; i--) {
          int t = direction == 0 ? i : length - 1 - i;
          for (int j = 0; j < dA.length; j++) {
            dA[j] += dOutput[t][direction * dA.length + j];
          }
          ControlCell.StepGradient gradient = cells[k].backward(run.steps()[k][t], dA, dC);
          Vectors.addInto(dBelow[t], gradient.dXt());
          dA = gradient.dAPrev();
          dC = gradient.dCPrev();
        }
        dInitial.h()[k] = dA;
        if (hasCell) {
          dInitial.c()[k] = dC;
        }
      }
      dOutput = dBelow;
    }
    return new RunGradient(dOutput, dInitial);
  }
}
