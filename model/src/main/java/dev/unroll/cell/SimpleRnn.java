package dev.unroll.cell;

/**
 * The basic recurrent cell.
 *
 * <pre>
 * a = g(U a₋ + W x + b), g = tanh or ReLU     (1)
 * </pre>
 *
 * <p>Elman, "Finding Structure in Time" (1990).
 */
public record SimpleRnn(Activation activation) implements Cell {

  /** The function g. */
  public enum Activation {
    TANH,
    RELU
  }

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public void forward(CellTape tape, int t) {
    int m = tape.width(t);
    float[] z = tape.z();
    int at = tape.gatesAt(t);
    int n = tape.nA() * m;
    if (!tape.startsFromZero(t)) {
      tape.addRecurrent(0, tape.a(), tape.before(t), m, z, 1, 0, at);
    }
    switch (activation) { // (1)
      case TANH -> tape.kernels().tanh(z, at, n);
      case RELU -> relu(z, at, n);
    }
    System.arraycopy(z, at, tape.a(), tape.state(t), n);
  }

  private static void relu(float[] z, int at, int n) {
    for (int k = at; k < at + n; k++) {
      z[k] = Math.max(z[k], 0f);
    }
  }

  /*
   * With da = ∂L/∂a and dz the gradient before g: dz = da ∘ g', g' = 1 - a² for tanh and [a > 0] for
   * ReLU; da₋ = Uᵀ dz.
   */
  @Override
  public void backward(CellTape tape, int t) {
    int nA = tape.nA();
    int m = tape.width(t);
    float[] a = tape.a();
    float[] da = tape.da();
    float[] dz = tape.column();
    for (int j = 0; j < m; j++) {
      int at = tape.state(t) + nA * j;
      switch (activation) {
        case TANH -> {
          for (int k = 0; k < nA; k++) {
            dz[k] = da[at + k] * (1 - a[at + k] * a[at + k]);
          }
        }
        case RELU -> {
          for (int k = 0; k < nA; k++) {
            dz[k] = a[at + k] > 0 ? da[at + k] : 0f;
          }
        }
      }
      tape.finishColumn(dz, t, j);
    }
    if (tape.reachesBack(t)) {
      tape.addRecurrentTransposed(0, tape.z(), 1, 0, tape.gatesAt(t), m, da, tape.before(t));
    }
  }
}
