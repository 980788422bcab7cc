package dev.unroll.cell;

import java.util.List;

/**
 * The gated recurrent unit without relevance gate.
 *
 * <pre>
 * Γu = σ(U_u a₋ + W_u x + b_u)        (1)
 * c̃  = tanh(U_c a₋ + W_c x + b_c)     (2)
 * a  = Γu ∘ c̃ + (1-Γu) ∘ a₋           (3)
 * </pre>
 *
 * <p>The simplified unit of lectures on Cho et al. (2014); rows u, c̃.
 */
public record SimpleGru() implements Cell {

  @Override
  public int gates() {
    return 2;
  }

  @Override
  public List<Gate> sigmoidGates() {
    return List.of(new Gate("update", 0, Gate.Keeps.THE_REST));
  }

  @Override
  public void forward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    float[] z = tape.z();
    if (!tape.startsFromZero(t)) {
      tape.addRecurrent(0, tape.a(), tape.before(t), m, z, 2, 0, tape.gatesAt(t));
    }
    for (int j = 0; j < m; j++) {
      int at = tape.gatesAt(t) + 2 * nA * j;
      tape.kernels().sigmoid(z, at, nA); // (1)
      tape.kernels().tanh(z, at + nA, nA); // (2)
      GatedUpdate.forward(tape, t, j, at, at + nA); // (3)
    }
  }

  /*
   * With da = ∂L/∂a, du and dq the gradients before the activations of Γu and c̃: as in GatedUpdate,
   * and da₋ += U_uᵀ du + U_cᵀ dq.
   */
  @Override
  public void backward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    float[] dz = tape.column();
    for (int j = 0; j < m; j++) {
      int at = tape.gatesAt(t) + 2 * nA * j;
      GatedUpdate.backward(tape, t, j, at, at + nA, dz, 0, nA);
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.addRecurrentTransposed(0, tape.z(), 2, 0, tape.gatesAt(t), m, tape.da(), tape.before(t));
    }
  }
}
