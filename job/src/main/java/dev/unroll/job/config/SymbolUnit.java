package dev.unroll.job.config;

/** What one symbol of a text is. */
public enum SymbolUnit {
  WORD,
  CHAR
}
