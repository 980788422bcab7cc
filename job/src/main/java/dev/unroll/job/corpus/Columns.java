package dev.unroll.job.corpus;

/** The named fields of one record. */
@FunctionalInterface
interface Columns {

  /** A string, number, truth value or list of such; null where the record has no such field. */
  Object get(String name);
}
