package dev.unroll.decode;

import java.util.Arrays;

/**
 * What a decoder wrote.
 *
 * @param tokens its symbols, the end symbol included where it ended
 * @param logProbability of all of them together, in nats
 * @param score what hypotheses are ranked by: log-probability / length^alpha
 * @param ended whether the last symbol is the end symbol
 * @param attention what it looked at while writing each symbol, (length) by (source length); null
 *     where that was not asked for
 */
public record Hypothesis(
    int[] tokens, double logProbability, double score, boolean ended, float[][] attention) {

  /** The symbols without the end. */
  public int[] symbols() {
    return ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens;
  }
}
