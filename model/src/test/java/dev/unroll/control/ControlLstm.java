package dev.unroll.control;

/**
 * The long short-term memory, plain or with peepholes (else p = 0). Rows i (the text's Γu), f, g
 * (c̃), o.
 *
 * <pre>
 * Γu = σ(U_i a₋ + W_i x + b_i + p_i ∘ c₋)    (1)
 * Γf = σ(U_f a₋ + W_f x + b_f + p_f ∘ c₋)    (2)
 * c̃  = tanh(U_g a₋ + W_g x + b_g)            (3)
 * c  = Γu ∘ c̃ + Γf ∘ c₋                      (4)
 * Γo = σ(U_o a₋ + W_o x + b_o + p_o ∘ c)     (5)
 * a  = Γo ∘ tanh(c)                          (6)
 * </pre>
 */
final class ControlLstm extends ControlCell {

  private final Gate u;
  private final Gate f;
  private final Gate g;
  private final Gate o;
  private final boolean peephole;
  private final Rows pu;
  private final Rows pf;
  private final Rows po;

  ControlLstm(ControlParameters parameters, String prefix, String suffix, boolean peephole) {
    this.u = Gate.of(parameters, prefix, suffix, 0, 4);
    this.f = Gate.of(parameters, prefix, suffix, 1, 4);
    this.g = Gate.of(parameters, prefix, suffix, 2, 4);
    this.o = Gate.of(parameters, prefix, suffix, 3, 4);
    this.peephole = peephole;
    String name = prefix + "peephole" + suffix;
    this.pu = peephole ? parameters.rows(name, 0, 3) : null;
    this.pf = peephole ? parameters.rows(name, 1, 3) : null;
    this.po = peephole ? parameters.rows(name, 2, 3) : null;
  }

  @Override
  Step forward(double[] xt, double[] aPrev, double[] cPrev) {
    int nA = aPrev.length;
    double[] zu = u.forward(aPrev, xt);
    double[] zf = f.forward(aPrev, xt);
    double[] zo = o.forward(aPrev, xt);
    if (peephole) {
      Vectors.addInto(zu, pu.timesElements(cPrev));
      Vectors.addInto(zf, pf.timesElements(cPrev));
    }
    double[] gammaU = Vectors.map(zu, Vectors::sigmoid); // (1)
    double[] gammaF = Vectors.map(zf, Vectors::sigmoid); // (2)
    double[] cTilde = Vectors.map(g.forward(aPrev, xt), Math::tanh); // (3)
    double[] cNext = new double[nA];
    for (int i = 0; i < nA; i++) {
      cNext[i] = gammaU[i] * cTilde[i] + gammaF[i] * cPrev[i]; // (4)
    }
    if (peephole) {
      Vectors.addInto(zo, po.timesElements(cNext));
    }
    double[] gammaO = Vectors.map(zo, Vectors::sigmoid); // (5)
    double[] aNext = new double[nA];
    for (int i = 0; i < nA; i++) {
      aNext[i] = gammaO[i] * Math.tanh(cNext[i]); // (6)
    }
    return new Step(xt, aPrev, cPrev, aNext, cNext, gammaU, gammaF, cTilde, gammaO);
  }

  /*
   * From (6): dΓo = da ∘ tanh(c), and c gets da ∘ Γo ∘ (1 - tanh²(c)) beside the dc that came from the next step.
   * From (5): dz_o = dΓo ∘ Γo ∘ (1 - Γo), and c gets p_o ∘ dz_o: only now is dc complete.
   * From (4): dΓu = dc ∘ c̃, dc̃ = dc ∘ Γu, dΓf = dc ∘ c₋, dc₋ = dc ∘ Γf + …
   * From (1)-(3): dz_u, dz_f = dΓ ∘ Γ ∘ (1 - Γ), dz_g = dc̃ ∘ (1 - c̃²); c₋ gets p_i ∘ dz_u + p_f ∘ dz_f.
   */
  @Override
  StepGradient backward(Step step, double[] dA, double[] dC) {
    double[] cPrev = step.cPrev();
    double[] gammaU = step.gates()[0];
    double[] gammaF = step.gates()[1];
    double[] cTilde = step.gates()[2];
    double[] gammaO = step.gates()[3];
    int nA = cPrev.length;
    double[] dZu = new double[nA];
    double[] dZf = new double[nA];
    double[] dZg = new double[nA];
    double[] dZo = new double[nA];
    double[] dCNext = dC.clone();
    for (int i = 0; i < nA; i++) {
      double tanhC = Math.tanh(step.cNext()[i]);
      dZo[i] = dA[i] * tanhC * gammaO[i] * (1 - gammaO[i]); // (6), (5)
      dCNext[i] += dA[i] * gammaO[i] * (1 - tanhC * tanhC); // (6)
    }
    if (peephole) {
      Vectors.addInto(dCNext, po.backwardElements(dZo, step.cNext())); // (5)
    }
    double[] dCPrev = new double[nA];
    for (int i = 0; i < nA; i++) {
      dZu[i] = dCNext[i] * cTilde[i] * gammaU[i] * (1 - gammaU[i]); // (4), (1)
      dZf[i] = dCNext[i] * cPrev[i] * gammaF[i] * (1 - gammaF[i]); // (4), (2)
      dZg[i] = dCNext[i] * gammaU[i] * (1 - cTilde[i] * cTilde[i]); // (4), (3)
      dCPrev[i] = dCNext[i] * gammaF[i]; // (4)
    }
    if (peephole) {
      Vectors.addInto(dCPrev, pu.backwardElements(dZu, cPrev)); // (1)
      Vectors.addInto(dCPrev, pf.backwardElements(dZf, cPrev)); // (2)
    }
    double[] dXt = new double[step.xt().length];
    double[] dAPrev = new double[nA];
    u.backward(dZu, step.aPrev(), step.xt(), dAPrev, dXt);
    f.backward(dZf, step.aPrev(), step.xt(), dAPrev, dXt);
    g.backward(dZg, step.aPrev(), step.xt(), dAPrev, dXt);
    o.backward(dZo, step.aPrev(), step.xt(), dAPrev, dXt);
    return new StepGradient(dXt, dAPrev, dCPrev);
  }
}
