package dev.unroll.cell;

import java.util.List;

/**
 * The equations of one recurrent cell, forward and backward, for one time step of a batch.
 *
 * <p>A cell owns no parameters and no scratch: it reads and writes a {@link CellTape}. Before the
 * forward step {@code z} holds W_x x + b of all gates; the step adds the recurrent part and leaves
 * the gate values there. The backward step replaces them by ∂L/∂z, the gradient before the
 * activations. G is the number of gates, nA the number of units, m the width of the step.
 */
public sealed interface Cell permits SimpleRnn, SimpleGru, Gru, ResetAfterGru, Lstm {

  /** Blocks of nA rows in {@code weight_ih} and {@code weight_hh}, G. */
  int gates();

  /** Those of the blocks that are gates between 0 and 1; none in a cell without gates. */
  default List<Gate> sigmoidGates() {
    return List.of();
  }

  /** Whether the state has a memory c beside the activation a. */
  default boolean hasMemory() {
    return false;
  }

  /** Rows of peephole weights, 0 for cells without. */
  default int peepholes() {
    return 0;
  }

  /** Whether the recurrent product has a bias of its own, {@code bias_hh}. */
  default boolean hasRecurrentBias() {
    return false;
  }

  /**
   * Floats that a forward step keeps for the backward step for each unit, beside gates and state.
   */
  default int keptPerUnit() {
    return 0;
  }

  /** How many gates each recurrent product of a step has; as a rule one product has all. */
  default int[] recurrentParts() {
    return new int[] {gates()};
  }

  /** Computes step t: overwrites z, a and c of the step. */
  void forward(CellTape tape, int t);

  /**
   * Goes back through step t. Reads ∂L/∂a of the step in {@code da}, overwrites z of the step by
   * ∂L/∂z, and adds into ∂L/∂a (and c) of the step before, the gradient of {@code bias_hh} and of
   * the peepholes.
   */
  void backward(CellTape tape, int t);

  /** Adds the gradient of {@code weight_hh} over all steps, ∂L/∂U = Σ ∂L/∂z aPrevᵀ. */
  default void recurrentGradient(CellTape tape) {
    tape.addRecurrentGradient(0, gates(), tape.z(), gates(), 0, tape.packedPrevious());
  }
}
