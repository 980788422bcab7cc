package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.Target;
import dev.unroll.parameter.Gradients;

/**
 * The last layer of a network and its loss. Immutable; scratch is an {@link OutputTape}.
 *
 * <p>The input of an output is a matrix x, (width, n), one column for each output position: the
 * packed steps, or the sequences after pooling.
 */
sealed interface Output
    permits SoftmaxOutput, SigmoidOutput, LinearOutput, CrfOutput, AdaptiveSoftmaxOutput {

  /** Scratch for one thread. */
  default OutputTape newTape() {
    return new OutputTape();
  }

  /**
   * Sums the loss over all positions; with gradients also goes back.
   *
   * <p>Leaves the log-probability of each target in {@code tape} where the output defines one: of
   * each position, of a CRF of each sequence.
   *
   * @param packing where the positions lie, for outputs over whole sequences
   * @param training class weights; null when evaluating
   * @param gradients added into; null for the loss alone
   * @param dx overwritten by ∂L/∂x, (width, n) from {@code dxAt} on; unused without gradients
   */
  LossSum loss(
      float[] parameters,
      OutputInput input,
      Target target,
      Training training,
      OutputTape tape,
      Gradients gradients,
      float[] dx,
      int dxAt);

  /**
   * Computes the scores of all outputs, (Y, n), into {@code tape.scores}: logits, values of linear
   * outputs, emissions of a CRF, log-probabilities of an adaptive softmax.
   */
  void scores(float[] parameters, OutputInput input, OutputTape tape);

  /**
   * Computes the probabilities of all outputs, (Y, n), into {@code tape.scores}; of a CRF those of
   * each label given the whole sequence.
   *
   * @throws UnsupportedOperationException if the outputs are numbers, not probabilities
   */
  void probabilities(float[] parameters, OutputInput input, OutputTape tape);

  /**
   * Where the positions of an output are.
   *
   * @param x (width, n) from {@code at} on
   * @param n number of positions
   * @param packing where they lie in time, null after pooling
   */
  record OutputInput(float[] x, int at, int width, int n, Packing packing) {}
}
