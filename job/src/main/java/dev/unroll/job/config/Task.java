package dev.unroll.job.config;

/** What a model is trained for. */
public enum Task {
  /** Predicts the next symbol of a text. */
  LANGUAGE_MODEL,
  /** One label for each symbol. */
  TAGGER,
  /** One label for each sequence. */
  CLASSIFIER,
  /** One number for each sequence. */
  REGRESSOR,
  /** A sequence from nothing, from a class or from a vector. */
  GENERATOR,
  /** A sequence from another sequence. */
  TRANSLATOR;

  /** The spelling in configuration files and model directories. */
  public String spelling() {
    return Spelling.of(this);
  }
}
