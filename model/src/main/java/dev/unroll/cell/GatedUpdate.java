package dev.unroll.cell;

import dev.unroll.linalg.Kernels;

/** The last equation of the gated recurrent units, a = Γu ∘ c̃ + (1-Γu) ∘ a₋, for one column. */
final class GatedUpdate {
  private GatedUpdate() {}

  /** a from the values of Γu and c̃ in z. */
  static void forward(CellTape tape, int t, int j, int u, int candidate) {
    int nA = tape.nA();
    float[] a = tape.a();
    int prev = tape.before(t) + nA * j;
    int next = tape.state(t) + nA * j;
    tape.kernels().interpolate(tape.z(), u, tape.z(), candidate, a, prev, a, next, nA);
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
    Kernels kernels = tape.kernels();
    float[] z = tape.z();
    float[] da = tape.da();
    float[] part = tape.temporary();
    int prev = tape.before(t) + nA * j;
    int at = tape.state(t) + nA * j;
    kernels.subtract(z, candidate, tape.a(), prev, part, 0, nA);
    kernels.sigmoidGradient(da, at, part, 0, z, u, dz, du, nA);
    kernels.tanhGradient(da, at, z, u, z, candidate, dz, dq, nA);
    kernels.multiplyComplement(da, at, z, u, part, 0, nA);
    kernels.add(part, 0, da, prev, nA);
  }
}
