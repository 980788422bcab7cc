package dev.unroll.cell;

import dev.unroll.linalg.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * The full gated recurrent unit, with the relevance gate before the recurrent product.
 *
 * <pre>
 * Γr = σ(U_r a₋ + W_r x + b_r)               (1)
 * Γu = σ(U_u a₋ + W_u x + b_u)               (2)
 * c̃  = tanh(U_c (Γr ∘ a₋) + W_c x + b_c)     (3)
 * a  = Γu ∘ c̃ + (1-Γu) ∘ a₋                  (4)
 * </pre>
 *
 * <p>Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014), with Γu in the
 * place of their 1-z; rows r, u, c̃. PyTorch's own unit is {@link ResetAfterGru}.
 */
public record Gru() implements Cell {

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public List<Gate> sigmoidGates() {
    return List.of(
        new Gate("relevance", 0, Gate.Keeps.NOTHING), new Gate("update", 1, Gate.Keeps.THE_REST));
  }

  @Override
  public int keptPerUnit() {
    return 1; // Γr ∘ a₋
  }

  @Override
  public int[] recurrentParts() {
    return new int[] {2, 1}; // (1) (2), then (3)
  }

  @Override
  public void forward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    int gates = tape.gatesAt(t);
    float[] z = tape.z();
    float[] reset = tape.kept();
    boolean fromZero = tape.startsFromZero(t);
    if (!fromZero) {
      tape.addRecurrent(0, tape.a(), tape.before(t), m, z, 3, 0, gates);
    }
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      tape.kernels().sigmoid(z, r, 2 * nA); // (1) (2)
      int prev = tape.before(t) + nA * j;
      tape.kernels().multiply(z, r, tape.a(), prev, reset, tape.keptAt(t) + nA * j, nA);
    }
    if (!fromZero) {
      tape.addRecurrent(1, reset, tape.keptAt(t), m, z, 3, 2, gates);
    }
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      tape.kernels().tanh(z, r + 2 * nA, nA); // (3)
      GatedUpdate.forward(tape, t, j, r + nA, r + 2 * nA); // (4)
    }
  }

  /*
   * With du, dq (before the tanh of c̃) and the direct part of da₋ from GatedUpdate, s = Γr ∘ a₋:
   *
   *   ds  = U_cᵀ dq                          from (3)
   *   dr  = ds ∘ a₋ ∘ Γr (1-Γr)              from (1)
   *   da₋ += ds ∘ Γr + U_rᵀ dr + U_uᵀ du     from (3) (1) (2)
   */
  @Override
  public void backward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    int gates = tape.gatesAt(t);
    float[] z = tape.z();
    Kernels kernels = tape.kernels();
    float[] dz = tape.column();
    float[] ds = tape.scratch();
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      GatedUpdate.backward(tape, t, j, r + nA, r + 2 * nA, dz, nA, 2 * nA);
      System.arraycopy(dz, nA, z, r + nA, 2 * nA); // the relevance gate still stands before them
    }
    Arrays.fill(ds, 0, nA * m, 0f);
    tape.addRecurrentTransposed(1, z, 3, 2, gates, m, ds, 0);
    for (int j = 0; j < m; j++) {
      int r = gates + 3 * nA * j;
      int prev = tape.before(t) + nA * j;
      kernels.sigmoidGradient(ds, nA * j, tape.a(), prev, z, r, dz, 0, nA); // dr
      kernels.addProduct(ds, nA * j, z, r, tape.da(), prev, nA);
      System.arraycopy(z, r + nA, dz, nA, 2 * nA);
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.addRecurrentTransposed(0, z, 3, 0, gates, m, tape.da(), tape.before(t));
    }
  }

  @Override
  public void recurrentGradient(CellTape tape) {
    tape.addRecurrentGradient(0, 2, tape.z(), 3, 0, tape.packedPrevious());
    tape.addRecurrentGradient(2, 1, tape.z(), 3, 2, tape.kept());
  }
}
