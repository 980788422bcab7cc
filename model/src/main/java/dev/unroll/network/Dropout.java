package dev.unroll.network;

import java.io.Serializable;

/**
 * Rates at which values are dropped while a network is trained; kept values are scaled by
 * 1/(1-rate).
 *
 * @param embedding whole input symbols
 * @param input elements of the first layer's input (with one-hot symbols: whole symbols)
 * @param hidden elements between layers
 * @param output elements between the stack and the head
 * @param recurrent elements of the recurrent weights ("weight drop", Merity et al. 2017), one mask
 *     for all sequences and steps of a training step
 * @param variational one mask for all steps of a sequence (Gal and Ghahramani 2016) instead of one
 *     for each step; of the embedding: the same word types are dropped in a whole sequence
 */
public record Dropout(
    float embedding, float input, float hidden, float output, float recurrent, boolean variational)
    implements Serializable {

  /** Nothing is dropped. */
  public static final Dropout NONE = new Dropout(0, 0, 0, 0, 0, false);

  /** Checks that all rates are in [0, 1). */
  public Dropout {
    check("embedding", embedding);
    check("input", input);
    check("hidden", hidden);
    check("output", output);
    check("recurrent", recurrent);
  }

  private static void check(String name, float rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout." + name + " must be in [0, 1), got " + rate);
    }
  }
}
