package dev.unroll.control;

import java.util.List;

/**
 * What a decoder may say.
 *
 * @param tokens its symbols, {@code <EOS>} included where it ended
 * @param logProbability of all of them together
 * @param ended whether it ends with {@code <EOS>}
 */
public record Hypothesis(List<Integer> tokens, double logProbability, boolean ended) {

  /** log-probability / length^alpha. */
  public double score(double alpha) {
    return logProbability / Math.pow(tokens.size(), alpha);
  }
}
