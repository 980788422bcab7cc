package dev.unroll.cell;

import dev.unroll.linalg.Kernels;

/**
 * Long short-term memory, with or without peepholes.
 *
 * <pre>
 * Γu = σ(U_i a₋ + W_i x + b_i [+ p_i ∘ c₋])     (1)
 * Γf = σ(U_f a₋ + W_f x + b_f [+ p_f ∘ c₋])     (2)
 * c̃  = tanh(U_g a₋ + W_g x + b_g)               (3)
 * c  = Γu ∘ c̃ + Γf ∘ c₋                         (4)
 * Γo = σ(U_o a₋ + W_o x + b_o [+ p_o ∘ c])      (5)
 * a  = Γo ∘ tanh(c)                             (6)
 * </pre>
 *
 * <p>Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997); forget gate and peepholes: Gers,
 * Schmidhuber, Cummins (2000), Gers and Schmidhuber (2000). Rows in PyTorch's order i, f, g, o,
 * where i is Γu and g is c̃; peephole rows i, f, o.
 */
public record Lstm(boolean peephole) implements Cell {

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public boolean hasMemory() {
    return true;
  }

  @Override
  public int peepholes() {
    return peephole ? 3 : 0;
  }

  @Override
  public int keptPerUnit() {
    return 1; // tanh(c)
  }

  @Override
  public void forward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    float[] z = tape.z();
    float[] c = tape.c();
    float[] tanhC = tape.kept();
    if (!tape.startsFromZero(t)) {
      tape.addRecurrent(0, 4, tape.a(), tape.before(t), m, z, 4, 0, tape.gatesAt(t));
    }
    Kernels kernels = tape.kernels();
    for (int j = 0; j < m; j++) {
      int i = tape.gatesAt(t) + 4 * nA * j;
      int prev = tape.before(t) + nA * j;
      int next = tape.state(t) + nA * j;
      int kept = tape.keptAt(t) + nA * j;
      if (peephole) {
        addPeephole(tape, 0, c, prev, z, i);
        addPeephole(tape, 1, c, prev, z, i + nA);
      }
      kernels.sigmoid(z, i, 2 * nA); // (1) (2)
      kernels.tanh(z, i + 2 * nA, nA); // (3)
      nextMemory(z, i, c, prev, tanhC, kept, nA); // (4)
      System.arraycopy(tanhC, kept, c, next, nA);
      if (peephole) {
        addPeephole(tape, 2, c, next, z, i + 3 * nA);
      }
      kernels.sigmoid(z, i + 3 * nA, nA); // (5)
      kernels.tanh(tanhC, kept, nA);
      CellTape.multiply(z, i + 3 * nA, tanhC, kept, tape.a(), next, nA); // (6)
    }
  }

  private static void nextMemory(
      float[] z, int i, float[] c, int prev, float[] next, int at, int nA) {
    for (int k = 0; k < nA; k++) {
      next[at + k] = z[i + k] * z[i + 2 * nA + k] + z[i + nA + k] * c[prev + k];
    }
  }

  private static void addPeephole(CellTape tape, int row, float[] c, int cAt, float[] z, int at) {
    float[] p = tape.parameters();
    int pAt = tape.peephole() + row * tape.nA();
    for (int k = 0; k < tape.nA(); k++) {
      z[at + k] += p[pAt + k] * c[cAt + k];
    }
  }

  /*
   * With da = ∂L/∂a and dc = ∂L/∂c as it comes from the step after, dq the gradient before the
   * activation of gate q:
   *
   *   do  = da ∘ tanh(c) ∘ Γo (1-Γo)                            from (6) (5)
   *   dc' = dc + da ∘ Γo (1-tanh²(c)) [+ p_o ∘ do]              from (6) (5)
   *   di  = dc' ∘ c̃ ∘ Γu (1-Γu)                                 from (4) (1)
   *   df  = dc' ∘ c₋ ∘ Γf (1-Γf)                                from (4) (2)
   *   dg  = dc' ∘ Γu ∘ (1-c̃²)                                   from (4) (3)
   *   dc₋ = dc' ∘ Γf [+ p_i ∘ di + p_f ∘ df]                    from (4) (1) (2)
   *   da₋ = Σ_q U_qᵀ dq
   *
   * In the code da, dc and dc₋ are the arrays of these names, di df dg do the four blocks of dz.
   */
  @Override
  public void backward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    float[] z = tape.z();
    float[] dz = tape.column();
    for (int j = 0; j < m; j++) {
      int i = tape.gatesAt(t) + 4 * nA * j;
      int prev = tape.before(t) + nA * j;
      int kept = tape.keptAt(t) + nA * j;
      int state = tape.state(t) + nA * j;
      outputGate(z, i, tape.kept(), kept, tape.da(), state, tape.dc(), nA * j, dz, nA);
      if (peephole) {
        peepholeBackward(tape, 2, dz, 3 * nA, tape.state(t) + nA * j, nA * j);
      }
      memoryGates(z, i, tape.c(), prev, tape.dc(), nA * j, dz, nA);
      if (peephole) {
        peepholeBackward(tape, 0, dz, 0, prev, nA * j);
        peepholeBackward(tape, 1, dz, nA, prev, nA * j);
      }
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.recurrentTransposed(0, 4, z, 4, 0, tape.gatesAt(t), m, 1f, tape.da(), tape.before(t));
    }
  }

  private static void outputGate(
      float[] z,
      int i,
      float[] tanhC,
      int kept,
      float[] da,
      int daAt,
      float[] dc,
      int dcAt,
      float[] dz,
      int nA) {
    for (int k = 0; k < nA; k++) {
      float o = z[i + 3 * nA + k];
      float tc = tanhC[kept + k];
      float d = da[daAt + k];
      dz[3 * nA + k] = d * tc * o * (1 - o);
      dc[dcAt + k] += d * o * (1 - tc * tc);
    }
  }

  private static void memoryGates(
      float[] z, int i, float[] c, int prev, float[] dc, int dcAt, float[] dz, int nA) {
    for (int k = 0; k < nA; k++) {
      float u = z[i + k];
      float f = z[i + nA + k];
      float g = z[i + 2 * nA + k];
      float d = dc[dcAt + k];
      dz[k] = d * g * u * (1 - u);
      dz[nA + k] = d * c[prev + k] * f * (1 - f);
      dz[2 * nA + k] = d * u * (1 - g * g);
      dc[dcAt + k] = d * f;
    }
  }

  /** dc += p ∘ dq and ∂L/∂p += dq ∘ c, for the c that the gate peeped at. */
  private static void peepholeBackward(
      CellTape tape, int row, float[] dz, int dzAt, int cAt, int dcAt) {
    int at = tape.peephole() + row * tape.nA();
    float[] p = tape.parameters();
    float[] dp = tape.gradients();
    float[] c = tape.c();
    float[] dc = tape.dc();
    for (int k = 0; k < tape.nA(); k++) {
      dc[dcAt + k] += p[at + k] * dz[dzAt + k];
      dp[at + k] += dz[dzAt + k] * c[cAt + k];
    }
  }
}
