package dev.unroll.network;

import dev.unroll.linalg.CounterRandom;

/**
 * What a network needs to know beside the parameters when it is trained, not evaluated.
 *
 * @param seed seed of the run
 * @param step number of the training step; with the seed and the example it is the key of all masks
 * @param dropout rates
 * @param classWeights softmax: factor of the loss of each label; sigmoid: factor of the loss of
 *     each output where its target is 1; null for 1 everywhere, and for all other outputs
 */
public record Training(long seed, long step, Dropout dropout, float[] classWeights) {

  /** Training without dropout or class weights. */
  public static Training plain() {
    return new Training(0, 0, Dropout.NONE, null);
  }

  /** The same with masks of its own, so that a decoder does not drop what its encoder drops. */
  Training forDecoder() {
    return new Training(CounterRandom.key(seed, 1), step, dropout, classWeights);
  }
}
