package dev.unroll.control;

import java.util.List;
import java.util.Map;

/** A network over sequences: input, stack, pooling, dense layers, output. */
public final class ControlNetwork implements SequenceModel {

  private final NetworkSpec spec;
  private final ControlParameters parameters;
  private final ControlInput input;
  private final ControlStack stack;
  private final ControlPooling pooling;
  private final ControlDense dense;
  private final ControlOutput output;

  /**
   * @param parameters every parameter of {@link NetworkSpec#shapes()}; used in place
   */
  public ControlNetwork(NetworkSpec spec, Map<String, Tensor> parameters) {
    this.spec = spec;
    this.parameters = new ControlParameters(spec.shapes(), parameters);
    this.input = new ControlInput(spec.stack(), this.parameters, "");
    this.stack = new ControlStack(spec.stack(), this.parameters, "");
    this.pooling = new ControlPooling(spec.head().pooling(), spec.stack().hiddenSize());
    this.dense = new ControlDense(spec.head(), this.parameters);
    this.output = ControlOutput.of(spec.head(), this.parameters);
  }

  @Override
  public Map<String, Tensor> run(List<ControlExample> examples) {
    parameters.clearGradients();
    List<Outcome> outcomes = examples.stream().map(this::run).toList();
    return Outcome.results(outcomes, parameters.gradients());
  }

  private Outcome run(ControlExample example) {
    Outcome outcome = new Outcome();
    double[][] x = input.forward(example);
    ControlStack.State zero = stack.zeroState();
    ControlStack.State initial =
        new ControlStack.State(
            example.h0() == null ? zero.h() : example.h0(),
            example.c0() == null ? zero.c() : example.c0());
    ControlStack.Run run = stack.forward(x, initial);
    outcome.steps("hidden", run.hidden());
    outcome.states("h-n", run.last().h());
    double[][] rows = run.hidden();
    if (spec.head().pooled()) {
      rows = new double[][] {pooling.forward(rows)};
      outcome.row("pooled", rows[0]);
    }
    double[][] dHidden = runHead(rows, example, outcome);
    if (spec.head().pooled()) {
      dHidden = pooling.backward(run.hidden(), dHidden[0]);
    }
    ControlStack.RunGradient gradient = stack.backward(run, dHidden, zero);
    input.backward(example, gradient.dX());
    outcome.states("input-gradients/h0", gradient.dInitial().h());
    if (spec.stack().hasMemory()) {
      outcome.states("c-n", run.last().c());
      outcome.states("input-gradients/c0", gradient.dInitial().c());
    }
    if (example.x() != null) {
      outcome.steps("input-gradients/x", gradient.dX());
    }
    if (example.firstInput() != null) {
      outcome.row("input-gradients/first-input", gradient.dX()[0]);
    }
    return outcome;
  }

  /**
   * The gradient by every activation, where the loss reaches the top layer at one step only.
   *
   * @return index layer·D + direction, then time
   */
  public double[][][] traceBack(ControlExample example, int step) {
    ControlStack.Run run = stack.forward(input.forward(example), stack.zeroState());
    boolean pooled = spec.head().pooled();
    double[][] rows = pooled ? new double[][] {pooling.forward(run.hidden())} : run.hidden();
    double[][] dHidden = runHead(rows, example, new Outcome());
    if (pooled) {
      dHidden = pooling.backward(run.hidden(), dHidden[0]);
    }
    for (int t = 0; t < dHidden.length; t++) {
      if (t != step) {
        dHidden[t] = new double[dHidden[t].length];
      }
    }
    return stack.backward(run, dHidden, stack.zeroState()).dA();
  }

  /** The head's both passes; returns the gradient by its input rows. */
  private double[][] runHead(double[][] rows, ControlExample example, Outcome outcome) {
    double[][][] values = new double[rows.length][][];
    double[][] features = new double[rows.length][];
    for (int t = 0; t < rows.length; t++) {
      values[t] = dense.forward(rows[t]);
      features[t] = values[t][values[t].length - 1];
    }
    double[][] dFeatures = output.run(features, example, outcome);
    double[][] dRows = new double[rows.length][];
    for (int t = 0; t < rows.length; t++) {
      dRows[t] = dense.backward(values[t], dFeatures[t]);
    }
    return dRows;
  }
}
