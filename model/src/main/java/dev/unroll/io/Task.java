package dev.unroll.io;

/** What a model is for. */
public enum Task {
  /** Predicts the next symbol of a text. */
  LANGUAGE_MODEL,
  /** One label for each symbol. */
  TAGGER,
  /** One label for each sequence. */
  CLASSIFIER,
  /** Numbers for each sequence. */
  REGRESSOR,
  /** A sequence from nothing, from a class or from a vector. */
  GENERATOR,
  /** A sequence from another sequence. */
  TRANSLATOR
}
