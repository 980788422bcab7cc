package dev.unroll.job.config;

import java.io.Serializable;

/**
 * The block {@code decode}.
 *
 * @param beam hypotheses kept at every position, 1 for greedy
 * @param lengthPenalty power of the length that divides a hypothesis' log-probability
 * @param maxLength longest output in symbols
 */
public record DecodeConfig(int beam, double lengthPenalty, int maxLength) implements Serializable {

  public DecodeConfig {
    Check.atLeast("decode.beam", beam, 1);
    Check.notNegative("decode.length-penalty", lengthPenalty);
    Check.atLeast("decode.max-length", maxLength, 1);
  }

  static DecodeConfig from(Section decode) {
    return new DecodeConfig(
        decode.integer("beam"), decode.number("length-penalty"), decode.integer("max-length"));
  }
}
