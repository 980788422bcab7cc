package dev.unroll.control;

/**
 * PyTorch's gated recurrent unit: the reset gate acts on the product, and z is the share that is
 * kept, 1 - Γu. Rows r, z, n.
 *
 * <pre>
 * r = σ(U_r a₋ + b_hh,r + W_r x + b_ih,r)          (1)
 * z = σ(U_z a₋ + b_hh,z + W_z x + b_ih,z)          (2)
 * n = tanh(W_n x + b_ih,n + r ∘ (U_n a₋ + b_hh,n)) (3)
 * a = (1 - z) ∘ n + z ∘ a₋                         (4)
 * </pre>
 */
final class ControlGruResetAfter extends ControlCell {

  private final Rows[] u = new Rows[3];
  private final Rows[] w = new Rows[3];
  private final Rows[] bHidden = new Rows[3];
  private final Rows[] bInput = new Rows[3];

  ControlGruResetAfter(ControlParameters parameters, String prefix, String suffix) {
    for (int q = 0; q < 3; q++) {
      u[q] = parameters.rows(prefix + "weight_hh" + suffix, q, 3);
      w[q] = parameters.rows(prefix + "weight_ih" + suffix, q, 3);
      bHidden[q] = parameters.rows(prefix + "bias_hh" + suffix, q, 3);
      bInput[q] = parameters.rows(prefix + "bias_ih" + suffix, q, 3);
    }
  }

  @Override
  Step forward(double[] xt, double[] aPrev, double[] cPrev) {
    int nA = aPrev.length;
    double[][] hidden = new double[3][];
    double[][] input = new double[3][];
    for (int q = 0; q < 3; q++) {
      hidden[q] = Vectors.sum(u[q].times(aPrev), bHidden[q].times(1));
      input[q] = Vectors.sum(w[q].times(xt), bInput[q].times(1));
    }
    double[] r = Vectors.map(Vectors.sum(hidden[0], input[0]), Vectors::sigmoid); // (1)
    double[] z = Vectors.map(Vectors.sum(hidden[1], input[1]), Vectors::sigmoid); // (2)
    double[] n = new double[nA];
    double[] aNext = new double[nA];
    for (int i = 0; i < nA; i++) {
      n[i] = Math.tanh(input[2][i] + r[i] * hidden[2][i]); // (3)
      aNext[i] = (1 - z[i]) * n[i] + z[i] * aPrev[i]; // (4)
    }
    return new Step(xt, aPrev, null, aNext, null, r, z, n, hidden[2]);
  }

  /*
   * With s = U_n a₋ + b_hh,n, and d(q) the gradient by what is inside gate q's function:
   * dn = da ∘ (1 - z), dz = da ∘ (a₋ - n), da₋ = da ∘ z + …; d(n) = dn ∘ (1 - n²); dr = d(n) ∘ s; ds = d(n) ∘ r.
   * The input side of row n takes d(n), its hidden side ds; for r and z both sides take the same.
   */
  @Override
  StepGradient backward(Step step, double[] dA, double[] dC) {
    double[] aPrev = step.aPrev();
    double[] r = step.gates()[0];
    double[] z = step.gates()[1];
    double[] n = step.gates()[2];
    double[] s = step.gates()[3];
    int nA = aPrev.length;
    double[] dXt = new double[step.xt().length];
    double[] dAPrev = new double[nA];
    double[][] dInput = new double[3][nA];
    double[][] dHidden = new double[3][nA];
    for (int i = 0; i < nA; i++) {
      dAPrev[i] = dA[i] * z[i]; // (4)
      dInput[2][i] = dA[i] * (1 - z[i]) * (1 - n[i] * n[i]); // (4), (3)
      dHidden[2][i] = dInput[2][i] * r[i]; // (3)
      dInput[1][i] = dA[i] * (aPrev[i] - n[i]) * z[i] * (1 - z[i]); // (4), (2)
      dHidden[1][i] = dInput[1][i];
      dInput[0][i] = dInput[2][i] * s[i] * r[i] * (1 - r[i]); // (3), (1)
      dHidden[0][i] = dInput[0][i];
    }
    for (int q = 0; q < 3; q++) {
      Vectors.addInto(dAPrev, u[q].backward(dHidden[q], aPrev));
      Vectors.addInto(dXt, w[q].backward(dInput[q], step.xt()));
      bHidden[q].backward(dHidden[q], 1);
      bInput[q].backward(dInput[q], 1);
    }
    return new StepGradient(dXt, dAPrev, null);
  }
}
