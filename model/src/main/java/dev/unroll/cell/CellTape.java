package dev.unroll.cell;

import dev.unroll.batch.Packing;
import dev.unroll.linalg.Buffer;
import dev.unroll.linalg.Kernels;
import dev.unroll.linalg.OuterProduct;
import dev.unroll.linalg.PackedMatrix;
import java.util.Arrays;

/**
 * What one direction of one recurrent layer computes with for one batch: where its weights lie, and
 * the scratch that the forward pass leaves for the backward pass.
 *
 * <p>All matrices are column-major. {@code z} is (G·nA, N), one column for each packed step, or
 * (G·nA, m) where no way back follows: then each step overwrites the gates of the one before, in
 * the cache. {@code a}, {@code c} and {@code da} are (nA, m + N): the initial state, then the
 * steps. The direction is not known here: a reverse direction gets its sequences turned around.
 */
public final class CellTape {
  private final Cell cell;
  private final int nA;
  private final OuterProduct outer = new OuterProduct();
  private final Kernels kernels = Kernels.get();

  private final Buffer z = new Buffer();
  private final Buffer a = new Buffer();
  private final Buffer c = new Buffer();
  private final Buffer kept = new Buffer();
  private final Buffer previous = new Buffer();
  private final Buffer da = new Buffer();
  private final Buffer dc = new Buffer();
  private final Buffer scratch = new Buffer();
  private final Buffer column = new Buffer();
  private final Buffer temporary = new Buffer();
  private final PackedMatrix inputWeights = new PackedMatrix();
  private final PackedMatrix[] forwardWeights;
  private final PackedMatrix[] backwardWeights;

  private Packing packing;
  private boolean zeroStart;
  private boolean wantsInitialGradient;
  private float[] parameters;
  private float[] recurrent;
  private int recurrentOffset;
  private int recurrentBias;
  private int peephole;
  private float[] gradients;
  private float[] dRecurrent;
  private int dRecurrentOffset;
  private float[] table;
  private int[] slots;
  private boolean keepsSteps;
  private boolean zHoldsDense;
  private boolean readsDense;
  private float[] x;
  private int xAt;
  private int xWidth;
  private final Buffer sums = new Buffer();

  /** Scratch for a layer of {@code nA} of these cells. */
  public CellTape(Cell cell, int nA) {
    this.cell = cell;
    this.nA = nA;
    this.forwardWeights = new PackedMatrix[cell.recurrentParts().length];
    this.backwardWeights = new PackedMatrix[cell.recurrentParts().length];
    for (int part = 0; part < forwardWeights.length; part++) {
      forwardWeights[part] = new PackedMatrix();
      backwardWeights[part] = new PackedMatrix();
    }
  }

  /**
   * Points the tape at a batch and at the weights.
   *
   * @param parameters the flat array that holds the biases and peepholes
   * @param recurrent the array that holds {@code weight_hh}, column-major (G·nA, nA), at {@code
   *     recurrentOffset}; the flat array itself, or a copy with dropped weights
   * @param recurrentBias offset of {@code bias_hh} where the cell has one
   * @param peephole offset of the peepholes where the cell has them
   * @param zeroStart whether all initial states are zero, which saves a product
   * @param keepsSteps whether the gates of all steps are kept, as the way back needs them
   */
  public void beginForward(
      Packing packing,
      float[] parameters,
      float[] recurrent,
      int recurrentOffset,
      int recurrentBias,
      int peephole,
      boolean zeroStart,
      boolean keepsSteps) {
    this.packing = packing;
    this.parameters = parameters;
    this.recurrent = recurrent;
    this.recurrentOffset = recurrentOffset;
    this.recurrentBias = recurrentBias;
    this.peephole = peephole;
    this.zeroStart = zeroStart;
    this.keepsSteps = keepsSteps;
    this.readsDense = false;
    int columns = packing.columns();
    int kept = keepsSteps ? columns : packing.sequences();
    z.atLeast(cell.gates() * nA * kept);
    a.atLeast(nA * (packing.sequences() + columns));
    if (zeroStart) {
      Arrays.fill(a.floats(), 0, nA * packing.sequences(), 0f);
    }
    if (cell.hasMemory()) {
      c.atLeast(nA * (packing.sequences() + columns));
      if (zeroStart) {
        Arrays.fill(c.floats(), 0, nA * packing.sequences(), 0f);
      }
    }
    this.kept.atLeast(cell.keptPerUnit() * nA * kept);
    column.atLeast(cell.gates() * nA);
    temporary.atLeast(nA);
    packRecurrent(false, forwardWeights);
    scratch.atLeast(nA * packing.sequences());
  }

  /**
   * Lets each step multiply its own part of a dense input, where the gates of all steps are not
   * there to take the product of the whole.
   *
   * @param x (width, N) from {@code xAt} on
   * @param weights the array that holds W_x, column-major (G·nA, width), at {@code weightsAt}
   */
  public void readDense(float[] x, int xAt, int width, float[] weights, int weightsAt) {
    this.readsDense = true;
    this.x = x;
    this.xAt = xAt;
    this.xWidth = width;
    int rows = cell.gates() * nA;
    inputWeights.pack(
        false, rows, width, weights, weightsAt, rows, packing.columns(), packing.sequences());
  }

  /** Whether {@link #z} has the gates of all steps. */
  public boolean keepsSteps() {
    return keepsSteps;
  }

  /**
   * Runs all steps forward; the initial state must have been filled.
   *
   * @param table (G·nA, 1 + U): the bias, then W_x x + b of U different symbols
   * @param slots (N) the column of the table that belongs to each packed step; null for the bias
   *     everywhere
   * @param zHoldsDense whether z already holds the W_x x of a dense input, which the table is added
   *     to
   */
  public void forward(float[] table, int[] slots, boolean zHoldsDense) {
    this.table = table;
    this.slots = slots;
    this.zHoldsDense = zHoldsDense;
    for (int t = 0; t < packing.steps(); t++) {
      startStep(t);
      cell.forward(this, t);
    }
  }

  /** Completes W_x x + b of a step right before it is used, while it stays in the cache. */
  private void startStep(int t) {
    int n = cell.gates() * nA;
    float[] gates = z.floats();
    int first = packing.offset(t);
    for (int j = 0; j < packing.width(t); j++) {
      int from = slots == null ? 0 : n * slots[first + j];
      if (zHoldsDense) {
        kernels.add(table, from, gates, gatesAt(t) + n * j, n);
      } else {
        System.arraycopy(table, from, gates, gatesAt(t) + n * j, n);
      }
    }
    if (readsDense) {
      int at = xAt + xWidth * first;
      inputWeights.multiplyAdd(x, at, xWidth, packing.width(t), gates, gatesAt(t), n);
    }
  }

  /**
   * Prepares the way back: {@code da} must then be filled with ∂L/∂a from above.
   *
   * @param gradients the flat array that biases and peepholes are added into, at the offsets of the
   *     parameters
   * @param dRecurrent the array that ∂L/∂{@code weight_hh} is added into
   * @param slotCount columns of the table, 1 + U
   * @param wantsInitialGradient whether {@link #dInitialA} and {@link #dInitialC} are needed
   */
  public void beginBackward(
      float[] gradients,
      float[] dRecurrent,
      int dRecurrentOffset,
      int slotCount,
      boolean wantsInitialGradient) {
    this.gradients = gradients;
    this.dRecurrent = dRecurrent;
    this.dRecurrentOffset = dRecurrentOffset;
    this.wantsInitialGradient = wantsInitialGradient;
    int columnSums = slotCount * cell.gates() * nA;
    Arrays.fill(sums.atLeast(columnSums), 0, columnSums, 0f);
    int m = packing.sequences();
    da.atLeast(nA * (m + packing.columns()));
    Arrays.fill(da.floats(), 0, nA * m, 0f);
    if (cell.hasMemory()) {
      Arrays.fill(dc.atLeast(nA * m), 0, nA * m, 0f);
    }
    packRecurrent(true, backwardWeights);
  }

  /** Prepares U_g of each part of the gates, or U_gᵀ for the way back. */
  private void packRecurrent(boolean transposed, PackedMatrix[] weights) {
    int first = recurrentOffset;
    for (int part = 0; part < weights.length; part++) {
      int rows = cell.recurrentParts()[part] * nA;
      weights[part].pack(
          transposed,
          transposed ? nA : rows,
          transposed ? rows : nA,
          recurrent,
          first,
          cell.gates() * nA,
          packing.columns(),
          packing.sequences());
      first += rows;
    }
  }

  /** Runs all steps backward and adds the gradients of the recurrent weights. */
  public void backward() {
    for (int t = packing.steps() - 1; t >= 0; t--) {
      cell.backward(this, t);
    }
    cell.recurrentGradient(this);
  }

  // ---- where things lie -------------------------------------------------------------------------

  /** Number of units. */
  public int nA() {
    return nA;
  }

  /** The packing of the batch. */
  public Packing packing() {
    return packing;
  }

  /** Gates: W_x x + b, then gate values, then ∂L/∂z. */
  public float[] z() {
    return z.floats();
  }

  /** Activations, (nA, m + N), the initial ones first. */
  public float[] a() {
    return a.floats();
  }

  /** Memory, (nA, m + N), the initial one first. */
  public float[] c() {
    return c.floats();
  }

  /** ∂L/∂a, (nA, m + N): that of the initial activations first. */
  public float[] da() {
    return da.floats();
  }

  /** ∂L/∂c of the step in work, (nA, m). */
  public float[] dc() {
    return dc.floats();
  }

  /** ∂L/∂a of the initial state, (nA, m) at index 0. */
  public float[] dInitialA() {
    return da.floats();
  }

  /** ∂L/∂c of the initial state, (nA, m) at index 0. */
  public float[] dInitialC() {
    return dc.floats();
  }

  /** ∂L/∂table, (G·nA, 1 + U): the sums of ∂L/∂z over the steps of each slot. */
  public float[] columnSums() {
    return sums.floats();
  }

  /** Index of the activations of step t in {@link #a}; also of c and da. */
  public int state(int t) {
    return nA * (packing.sequences() + packing.offset(t));
  }

  /** Index of the activations before step t. */
  public int before(int t) {
    return t == 0 ? 0 : state(t - 1);
  }

  float[] kept() {
    return kept.floats();
  }

  int keptAt(int t) {
    return keepsSteps ? cell.keptPerUnit() * nA * packing.offset(t) : 0;
  }

  int gatesAt(int t) {
    return keepsSteps ? cell.gates() * nA * packing.offset(t) : 0;
  }

  int width(int t) {
    return packing.width(t);
  }

  Kernels kernels() {
    return kernels;
  }

  float[] parameters() {
    return parameters;
  }

  float[] gradients() {
    return gradients;
  }

  int recurrentBias() {
    return recurrentBias;
  }

  int peephole() {
    return peephole;
  }

  /** Room for (nA, m). */
  float[] scratch() {
    return scratch.floats();
  }

  /** Room for one column of G·nA. */
  float[] column() {
    return column.floats();
  }

  /** Room for one column of nA. */
  float[] temporary() {
    return temporary.floats();
  }

  // ---- products ---------------------------------------------------------------------------------

  /** Whether the state before step t is known to be zero. */
  boolean startsFromZero(int t) {
    return t == 0 && zeroStart;
  }

  /**
   * Adds U_g · operand into a block of gates.
   *
   * @param part which of the cell's {@link Cell#recurrentParts} of gates
   * @param operand (nA, m)
   * @param into (rows·nA, m); the first gate of the part goes to its block {@code at}
   */
  void addRecurrent(
      int part, float[] operand, int operandAt, int m, float[] into, int rows, int at, int intoAt) {
    forwardWeights[part].multiplyAdd(operand, operandAt, nA, m, into, intoAt + at * nA, rows * nA);
  }

  /**
   * Adds U_gᵀ · dz into (nA, m).
   *
   * @param part which of the cell's {@link Cell#recurrentParts} of gates
   * @param dz (rows·nA, m); the first gate of the part is its block {@code at}
   */
  void addRecurrentTransposed(
      int part, float[] dz, int rows, int at, int dzAt, int m, float[] into, int intoAt) {
    backwardWeights[part].multiplyAdd(dz, dzAt + at * nA, rows * nA, m, into, intoAt, nA);
  }

  /** Whether ∂L/∂a before step t is needed. */
  boolean reachesBack(int t) {
    return t > 0 || wantsInitialGradient;
  }

  /** The state before each packed step, (nA, N); valid until the next call. */
  float[] packedPrevious() {
    if (packing.isUniform()) {
      return a.floats();
    }
    float[] packed = previous.atLeast(nA * packing.columns());
    for (int t = 0; t < packing.steps(); t++) {
      System.arraycopy(a(), before(t), packed, nA * packing.offset(t), nA * packing.width(t));
    }
    return packed;
  }

  /**
   * Adds dz · operandᵀ over all steps into ∂L/∂U of gates [first, first + count).
   *
   * @param dz (rows·nA, N), block {@code at} is gate {@code first}
   * @param operand (nA, N)
   */
  void addRecurrentGradient(int first, int count, float[] dz, int rows, int at, float[] operand) {
    outer.multiplyAdd(
        count * nA,
        nA,
        packing.columns(),
        dz,
        at * nA,
        rows * nA,
        operand,
        0,
        nA,
        dRecurrent,
        dRecurrentOffset + first * nA,
        cell.gates() * nA);
  }

  /** Puts the finished ∂L/∂z of step t of sequence j in its place and adds it into the sums. */
  void finishColumn(float[] dz, int t, int j) {
    int n = cell.gates() * nA;
    int column = packing.offset(t) + j;
    System.arraycopy(dz, 0, z.floats(), n * column, n);
    kernels.add(dz, 0, sums.floats(), slots == null ? 0 : n * slots[column], n);
  }
}
