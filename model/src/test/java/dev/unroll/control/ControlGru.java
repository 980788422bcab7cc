package dev.unroll.control;

import java.util.Arrays;

/**
 * The text's gated recurrent unit: full (rows r, u, c̃) or simple (rows u, c̃; then Γr = 1).
 *
 * <pre>
 * Γr = σ(U_r a₋ + W_r x + b_r)               (1)
 * Γu = σ(U_u a₋ + W_u x + b_u)               (2)
 * c̃  = tanh(U_c (Γr ∘ a₋) + W_c x + b_c)     (3)
 * a  = Γu ∘ c̃ + (1 - Γu) ∘ a₋                (4)
 * </pre>
 */
final class ControlGru extends ControlCell {

  private final boolean full;
  private final Gate r;
  private final Gate u;
  private final Gate c;

  ControlGru(ControlParameters parameters, String prefix, String suffix, boolean full) {
    this.full = full;
    int blocks = full ? 3 : 2;
    this.r = full ? Gate.of(parameters, prefix, suffix, 0, blocks) : null;
    this.u = Gate.of(parameters, prefix, suffix, blocks - 2, blocks);
    this.c = Gate.of(parameters, prefix, suffix, blocks - 1, blocks);
  }

  @Override
  Step forward(double[] xt, double[] aPrev, double[] cPrev) {
    int nA = aPrev.length;
    double[] gammaR = new double[nA];
    Arrays.fill(gammaR, 1);
    if (full) {
      gammaR = Vectors.map(r.forward(aPrev, xt), Vectors::sigmoid); // (1)
    }
    double[] gammaU = Vectors.map(u.forward(aPrev, xt), Vectors::sigmoid); // (2)
    double[] reset = new double[nA];
    for (int i = 0; i < nA; i++) {
      reset[i] = gammaR[i] * aPrev[i];
    }
    double[] cTilde = Vectors.map(c.forward(reset, xt), Math::tanh); // (3)
    double[] aNext = new double[nA];
    for (int i = 0; i < nA; i++) {
      aNext[i] = gammaU[i] * cTilde[i] + (1 - gammaU[i]) * aPrev[i]; // (4)
    }
    return new Step(xt, aPrev, null, aNext, null, gammaR, gammaU, cTilde, reset);
  }

  /*
   * From (4): dΓu = da ∘ (c̃ - a₋), dc̃ = da ∘ Γu, da₋ = da ∘ (1 - Γu) + …
   * From (3) with s = Γr ∘ a₋: dz_c = dc̃ ∘ (1 - c̃²), ds = U_cᵀ dz_c, dΓr = ds ∘ a₋, da₋ += ds ∘ Γr.
   * From (1), (2): dz = dΓ ∘ Γ ∘ (1 - Γ), da₋ += Uᵀ dz.
   */
  @Override
  StepGradient backward(Step step, double[] dA, double[] dC) {
    double[] aPrev = step.aPrev();
    double[] gammaR = step.gates()[0];
    double[] gammaU = step.gates()[1];
    double[] cTilde = step.gates()[2];
    double[] reset = step.gates()[3];
    int nA = aPrev.length;
    double[] dXt = new double[step.xt().length];
    double[] dAPrev = new double[nA];
    double[] dReset = new double[nA];
    double[] dZr = new double[nA];
    double[] dZu = new double[nA];
    double[] dZc = new double[nA];
    for (int i = 0; i < nA; i++) {
      dAPrev[i] = dA[i] * (1 - gammaU[i]); // (4)
      dZu[i] = dA[i] * (cTilde[i] - aPrev[i]) * gammaU[i] * (1 - gammaU[i]); // (4), (2)
      dZc[i] = dA[i] * gammaU[i] * (1 - cTilde[i] * cTilde[i]); // (4), (3)
    }
    c.backward(dZc, reset, step.xt(), dReset, dXt);
    for (int i = 0; i < nA; i++) {
      dAPrev[i] += dReset[i] * gammaR[i]; // (3)
      dZr[i] = dReset[i] * aPrev[i] * gammaR[i] * (1 - gammaR[i]); // (3), (1)
    }
    u.backward(dZu, aPrev, step.xt(), dAPrev, dXt);
    if (full) {
      r.backward(dZr, aPrev, step.xt(), dAPrev, dXt);
    }
    return new StepGradient(dXt, dAPrev, null);
  }
}
