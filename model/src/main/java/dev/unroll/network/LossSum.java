package dev.unroll.network;

import java.io.Serializable;

/**
 * A loss summed over the outputs of a batch; sums of batches add up.
 *
 * @param loss the sum in nats (squared error for linear outputs)
 * @param weight what to divide the loss and its gradient by: positions counted, by class weight for
 *     softmax outputs
 * @param count positions counted: packed steps (tokens of a CRF too), or sequences after pooling,
 *     however many outputs each has
 */
public record LossSum(double loss, double weight, long count) implements Serializable {

  /** The sum over nothing. */
  public static final LossSum ZERO = new LossSum(0, 0, 0);

  /** This sum and another one. */
  public LossSum plus(LossSum other) {
    return new LossSum(loss + other.loss, weight + other.weight, count + other.count);
  }

  /** Loss for each output. */
  public double mean() {
    return loss / weight;
  }
}
