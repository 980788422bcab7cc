package dev.unroll.cell;

import dev.unroll.linalg.Kernels;
import java.util.List;

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
  public List<Gate> sigmoidGates() {
    return List.of(
        new Gate("update", 0, Gate.Keeps.NOTHING),
        new Gate("forget", 1, Gate.Keeps.ITS_VALUE),
        new Gate("output", 3, Gate.Keeps.NOTHING));
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
      tape.addRecurrent(0, tape.a(), tape.before(t), m, z, 4, 0, tape.gatesAt(t));
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
      kernels.sumOfProducts(z, i, z, i + 2 * nA, z, i + nA, c, prev, tanhC, kept, nA); // (4)
      System.arraycopy(tanhC, kept, c, next, nA);
      if (peephole) {
        addPeephole(tape, 2, c, next, z, i + 3 * nA);
      }
      kernels.sigmoid(z, i + 3 * nA, nA); // (5)
      kernels.tanh(tanhC, kept, nA);
      kernels.multiply(z, i + 3 * nA, tanhC, kept, tape.a(), next, nA); // (6)
    }
  }

  private static void addPeephole(CellTape tape, int row, float[] c, int cAt, float[] z, int at) {
    int p = tape.peephole() + row * tape.nA();
    tape.kernels().addProduct(tape.parameters(), p, c, cAt, z, at, tape.nA());
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
    Kernels kernels = tape.kernels();
    float[] z = tape.z();
    float[] tanhC = tape.kept();
    float[] da = tape.da();
    float[] dc = tape.dc();
    float[] dz = tape.column();
    for (int j = 0; j < m; j++) {
      int i = tape.gatesAt(t) + 4 * nA * j;
      int f = i + nA;
      int g = i + 2 * nA;
      int o = i + 3 * nA;
      int prev = tape.before(t) + nA * j;
      int state = tape.state(t) + nA * j;
      int kept = tape.keptAt(t) + nA * j;
      int c = nA * j;
      kernels.sigmoidGradient(da, state, tanhC, kept, z, o, dz, 3 * nA, nA); // do
      kernels.addTanhGradient(da, state, z, o, tanhC, kept, dc, c, nA); // dc'
      if (peephole) {
        peepholeBackward(tape, 2, dz, 3 * nA, state, c);
      }
      kernels.sigmoidGradient(dc, c, z, g, z, i, dz, 0, nA); // di
      kernels.sigmoidGradient(dc, c, tape.c(), prev, z, f, dz, nA, nA); // df
      kernels.tanhGradient(dc, c, z, i, z, g, dz, 2 * nA, nA); // dg
      kernels.multiply(dc, c, z, f, dc, c, nA); // dc₋
      if (peephole) {
        peepholeBackward(tape, 0, dz, 0, prev, c);
        peepholeBackward(tape, 1, dz, nA, prev, c);
      }
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.addRecurrentTransposed(0, z, 4, 0, tape.gatesAt(t), m, da, tape.before(t));
    }
  }

  /** dc += p ∘ dq and ∂L/∂p += dq ∘ c, for the c that the gate peeped at. */
  private static void peepholeBackward(
      CellTape tape, int row, float[] dz, int dzAt, int cAt, int dcAt) {
    int p = tape.peephole() + row * tape.nA();
    Kernels kernels = tape.kernels();
    kernels.addProduct(tape.parameters(), p, dz, dzAt, tape.dc(), dcAt, tape.nA());
    kernels.addProduct(dz, dzAt, tape.c(), cAt, tape.gradients(), p, tape.nA());
  }
}
