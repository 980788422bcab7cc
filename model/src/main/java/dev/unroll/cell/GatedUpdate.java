package dev.unroll.cell;

/** The last equation of the gated recurrent units, a = Γu ∘ c̃ + (1-Γu) ∘ a₋, for one column. */
final class GatedUpdate {
  private GatedUpdate() {}

  /** a from the values of Γu and c̃ in z. */
  static void forward(CellTape tape, int t, int j, int u, int candidate) {
    int nA = tape.nA();
    float[] z = tape.z();
    float[] a = tape.a();
    float[] next = tape.column();
    int prev = tape.before(t) + nA * j;
    for (int k = 0; k < nA; k++) {
      next[k] = a[prev + k] + z[u + k] * (z[candidate + k] - a[prev + k]);
    }
    System.arraycopy(next, 0, a, tape.state(t) + nA * j, nA);
  }

  /*
   *   du  = da ∘ (c̃ - a₋) ∘ Γu (1-Γu)
   *   dq  = da ∘ Γu ∘ (1-c̃²)              q is what c̃ is the tanh of
   *   da₋ += da ∘ (1-Γu)
   */
  /** Overwrites du and dq in dz, adds into da₋. */
  static void backward(
      CellTape tape, int t, int j, int u, int candidate, float[] dz, int du, int dq) {
    int nA = tape.nA();
    float[] z = tape.z();
    float[] a = tape.a();
    float[] da = tape.da();
    float[] daPrev = tape.scratch();
    int prev = tape.before(t) + nA * j;
    int at = tape.state(t) + nA * j;
    for (int k = 0; k < nA; k++) {
      float gate = z[u + k];
      float c = z[candidate + k];
      float d = da[at + k];
      dz[du + k] = d * (c - a[prev + k]) * gate * (1 - gate);
      dz[dq + k] = d * gate * (1 - c * c);
      daPrev[k] = d * (1 - gate);
    }
    CellTape.add(daPrev, 0, da, prev, nA);
  }
}
