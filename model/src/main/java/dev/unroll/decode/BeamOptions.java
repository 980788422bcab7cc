package dev.unroll.decode;

import java.io.Serializable;

/**
 * How to search for a translation.
 *
 * @param width hypotheses kept at each position; 1 is greedy search
 * @param lengthPenalty alpha of score = log-probability / length^alpha; 0 ranks by probability
 *     alone, which favours short results
 * @param maxLength most symbols of a result, the end symbol included
 * @param wantsAttention whether to return what each symbol looked at
 */
public record BeamOptions(int width, double lengthPenalty, int maxLength, boolean wantsAttention)
    implements Serializable {

  /** Checks the ranges. */
  public BeamOptions {
    if (width < 1) {
      throw new IllegalArgumentException("decode.beam must be >= 1, got " + width);
    }
    if (!(lengthPenalty >= 0)) {
      throw new IllegalArgumentException(
          "decode.length-penalty must be >= 0, got " + lengthPenalty);
    }
    if (maxLength < 1) {
      throw new IllegalArgumentException("decode.max-length must be >= 1, got " + maxLength);
    }
  }

  /** Always the most probable symbol. */
  public static BeamOptions greedy(int maxLength) {
    return new BeamOptions(1, 0, maxLength, false);
  }
}
