package dev.unroll.control;

/**
 * The simple recurrent cell.
 *
 * <pre>
 * a = g(U a₋ + W x + b)    g = tanh or max(0, ·)    (1)
 * </pre>
 */
final class ControlRnn extends ControlCell {

  private final Gate gate;
  private final boolean relu;

  ControlRnn(ControlParameters parameters, String prefix, String suffix, boolean relu) {
    this.gate = Gate.of(parameters, prefix, suffix, 0, 1);
    this.relu = relu;
  }

  @Override
  Step forward(double[] xt, double[] aPrev, double[] cPrev) {
    double[] z = gate.forward(aPrev, xt);
    double[] aNext = Vectors.map(z, relu ? v -> Math.max(0, v) : Math::tanh); // (1)
    return new Step(xt, aPrev, null, aNext, null);
  }

  /* tanh' = 1 - a²; the derivative of max(0, z) is 1 where a > 0, else 0. */
  @Override
  StepGradient backward(Step step, double[] dA, double[] dC) {
    double[] a = step.aNext();
    double[] dz = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      dz[i] = dA[i] * (relu ? (a[i] > 0 ? 1 : 0) : 1 - a[i] * a[i]);
    }
    double[] dXt = new double[step.xt().length];
    double[] dAPrev = new double[a.length];
    gate.backward(dz, step.aPrev(), step.xt(), dAPrev, dXt);
    return new StepGradient(dXt, dAPrev, null);
  }
}
