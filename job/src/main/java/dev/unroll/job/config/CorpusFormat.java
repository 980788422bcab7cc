package dev.unroll.job.config;

/** How a corpus is stored. */
public enum CorpusFormat {
  TEXT,
  CONLL,
  TSV,
  CSV,
  JSON,
  PARQUET,
  ORC,
  TABLE
}
