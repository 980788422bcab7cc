package dev.unroll.cell;

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
  public boolean hasRecurrentBias() {
    return true;
  }

  @Override
  public int keptPerUnit() {
    return 1; // q = U_n a₋ + b'_n, then its gradient
  }

  @Override
  public void forward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    int gates = tape.gatesAt(t);
    float[] z = tape.z();
    float[] q = tape.kept();
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      CellTape.add(tape.parameters(), tape.recurrentBias(), z, r, 2 * nA);
      System.arraycopy(
          tape.parameters(), tape.recurrentBias() + 2 * nA, q, tape.keptAt(t) + nA * j, nA);
    }
    if (!tape.startsFromZero(t)) {
      tape.addRecurrent(0, 2, tape.a(), tape.before(t), m, z, 3, 0, gates);
      tape.addRecurrent(2, 1, tape.a(), tape.before(t), m, q, 1, 0, tape.keptAt(t));
    }
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      tape.kernels().sigmoid(z, r, 2 * nA); // (1) (2)
      candidate(z, r, q, tape.keptAt(t) + nA * j, tape.column(), nA);
      tape.kernels().tanh(tape.column(), 0, nA); // (3)
      System.arraycopy(tape.column(), 0, z, r + 2 * nA, nA);
      update(z, r, tape.a(), tape.before(t) + nA * j, tape.column(), nA); // (4)
      System.arraycopy(tape.column(), 0, tape.a(), tape.state(t) + nA * j, nA);
    }
  }

  private static void candidate(float[] z, int r, float[] q, int qAt, float[] into, int nA) {
    for (int k = 0; k < nA; k++) {
      into[k] = z[r + 2 * nA + k] + z[r + k] * q[qAt + k];
    }
  }

  private static void update(float[] z, int r, float[] a, int prev, float[] next, int nA) {
    for (int k = 0; k < nA; k++) {
      float n = z[r + 2 * nA + k];
      next[k] = n + z[r + nA + k] * (a[prev + k] - n);
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
    float[] z = tape.z();
    float[] dz = tape.column();
    float[] dq = tape.kept();
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      int prev = tape.before(t) + nA * j;
      int kept = tape.keptAt(t) + nA * j;
      step(z, r, tape.a(), prev, tape.da(), tape.state(t) + nA * j, dq, kept, dz, nA);
      CellTape.multiply(tape.da(), tape.state(t) + nA * j, z, r + nA, tape.scratch(), 0, nA);
      CellTape.add(tape.scratch(), 0, tape.da(), prev, nA);
      CellTape.add(dz, 0, tape.gradients(), tape.recurrentBias(), 2 * nA);
      CellTape.add(dq, kept, tape.gradients(), tape.recurrentBias() + 2 * nA, nA);
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.recurrentTransposed(0, 2, z, 3, 0, gates, m, 1f, tape.da(), tape.before(t));
      tape.recurrentTransposed(2, 1, dq, 1, 0, tape.keptAt(t), m, 1f, tape.da(), tape.before(t));
    }
  }

  private static void step(
      float[] z,
      int r,
      float[] a,
      int prev,
      float[] da,
      int at,
      float[] q,
      int qAt,
      float[] dz,
      int nA) {
    for (int k = 0; k < nA; k++) {
      float relevance = z[r + k];
      float keep = z[r + nA + k];
      float n = z[r + 2 * nA + k];
      float d = da[at + k];
      float dn = d * (1 - keep) * (1 - n * n);
      dz[nA + k] = d * (a[prev + k] - n) * keep * (1 - keep);
      dz[2 * nA + k] = dn;
      dz[k] = dn * q[qAt + k] * relevance * (1 - relevance);
      q[qAt + k] = dn * relevance;
    }
  }

  @Override
  public void recurrentGradient(CellTape tape) {
    tape.addRecurrentGradient(0, 2, tape.z(), 3, 0, tape.packedPrevious());
    tape.addRecurrentGradient(2, 1, tape.kept(), 1, 0, tape.packedPrevious());
  }
}
