package dev.unroll.job.config;

/** How a text is cut into symbols. */
public enum TokenizerKind {
  WHITESPACE,
  /** At the word boundaries of Unicode's UAX #29. */
  UNICODE,
  /** Into code points. */
  CHARACTERS
}
