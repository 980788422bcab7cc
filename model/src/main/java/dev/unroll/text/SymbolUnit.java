package dev.unroll.text;

/** What one symbol of a text is; decides how symbols are joined to a text again. */
public enum SymbolUnit {
  /** A word or a punctuation mark. */
  WORD,
  /** A Unicode code point. */
  CHAR
}
