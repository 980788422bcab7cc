package dev.unroll.cell;

import dev.unroll.linalg.Kernels;
import java.util.List;

/**
 * The gated recurrent unit with the relevance gate after the recurrent product, as PyTorch and
 * cuDNN compute it.
 *
 * <pre>
 * Γr = σ(U_r a₋ + W_r x + b_r)                       (1)
 * z  = σ(U_z a₋ + W_z x + b_z)                       (2)  z = 1-Γu
 * n  = tanh(W_n x + b_n + Γr ∘ (U_n a₋ + b'_n))      (3)
 * a  = (1-z) ∘ n + z ∘ a₋                            (4)
 * </pre>
 *
 * <p>b is {@code bias_ih}; b' is {@code bias_hh}, whose rows r and z add to those of b. Rows r, z,
 * n.
 */
public record ResetAfterGru() implements Cell {

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public List<Gate> sigmoidGates() {
    return List.of(
        new Gate("relevance", 0, Gate.Keeps.NOTHING), new Gate("keep", 1, Gate.Keeps.ITS_VALUE));
  }

  @Override
  public boolean hasRecurrentBias() {
    return true;
  }

  @Override
  public int keptPerUnit() {
    return 1; // q = U_n a₋ + b'_n, then its gradient
  }

  @Override
  public int[] recurrentParts() {
    return new int[] {2, 1}; // (1) (2), and q
  }

  @Override
  public void forward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    int gates = tape.gatesAt(t);
    float[] z = tape.z();
    float[] q = tape.kept();
    Kernels kernels = tape.kernels();
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      kernels.add(tape.parameters(), tape.recurrentBias(), z, r, 2 * nA);
      System.arraycopy(
          tape.parameters(), tape.recurrentBias() + 2 * nA, q, tape.keptAt(t) + nA * j, nA);
    }
    if (!tape.startsFromZero(t)) {
      tape.addRecurrent(0, tape.a(), tape.before(t), m, z, 3, 0, gates);
      tape.addRecurrent(1, tape.a(), tape.before(t), m, q, 1, 0, tape.keptAt(t));
    }
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      int keep = r + nA;
      int n = r + 2 * nA;
      kernels.sigmoid(z, r, 2 * nA); // (1) (2)
      kernels.addProduct(z, r, q, tape.keptAt(t) + nA * j, z, n, nA);
      kernels.tanh(z, n, nA); // (3)
      int prev = tape.before(t) + nA * j;
      kernels.interpolate(
          z, keep, tape.a(), prev, z, n, tape.a(), tape.state(t) + nA * j, nA); // (4)
    }
  }

  /*
   * With da = ∂L/∂a, q = U_n a₋ + b'_n, and dr, dz, dn the gradients before the activations:
   *
   *   dz  = da ∘ (a₋ - n) ∘ z (1-z)          from (4) (2)
   *   dn  = da ∘ (1-z) ∘ (1-n²)              from (4) (3)
   *   dr  = dn ∘ q ∘ Γr (1-Γr)               from (3) (1)
   *   dq  = dn ∘ Γr                          from (3)
   *   da₋ = da ∘ z + U_rᵀ dr + U_zᵀ dz + U_nᵀ dq
   *   db' = (dr, dz, dq)
   */
  @Override
  public void backward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    int gates = tape.gatesAt(t);
    Kernels kernels = tape.kernels();
    float[] z = tape.z();
    float[] da = tape.da();
    float[] dz = tape.column();
    float[] q = tape.kept();
    float[] part = tape.temporary();
    float[] sums = tape.gradients();
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      int keep = r + nA;
      int n = r + 2 * nA;
      int at = tape.state(t) + nA * j;
      int prev = tape.before(t) + nA * j;
      int kept = tape.keptAt(t) + nA * j;
      kernels.subtract(tape.a(), prev, z, n, part, 0, nA);
      kernels.sigmoidGradient(da, at, part, 0, z, keep, dz, nA, nA); // dz
      kernels.multiplyComplement(da, at, z, keep, part, 0, nA);
      kernels.multiply(z, n, z, n, dz, 0, nA);
      kernels.multiplyComplement(part, 0, dz, 0, dz, 2 * nA, nA); // dn
      kernels.sigmoidGradient(dz, 2 * nA, q, kept, z, r, dz, 0, nA); // dr
      kernels.multiply(dz, 2 * nA, z, r, q, kept, nA); // dq
      kernels.addProduct(da, at, z, keep, da, prev, nA);
      kernels.add(dz, 0, sums, tape.recurrentBias(), 2 * nA);
      kernels.add(q, kept, sums, tape.recurrentBias() + 2 * nA, nA);
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.addRecurrentTransposed(0, z, 3, 0, gates, m, da, tape.before(t));
      tape.addRecurrentTransposed(1, q, 1, 0, tape.keptAt(t), m, da, tape.before(t));
    }
  }

  @Override
  public void recurrentGradient(CellTape tape) {
    tape.addRecurrentGradient(0, 2, tape.z(), 3, 0, tape.packedPrevious());
    tape.addRecurrentGradient(2, 1, tape.kept(), 1, 0, tape.packedPrevious());
  }
}
