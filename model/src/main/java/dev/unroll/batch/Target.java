package dev.unroll.batch;

/** What the outputs of a batch are compared with. */
public sealed interface Target {

  /**
   * Label or symbol ids.
   *
   * @param ids one for each column of the packing, or with pooling one for each sequence; -1 means
   *     that this output does not count
   */
  record Ids(int[] ids) implements Target {}

  /**
   * Real values, or 0 and 1 for sigmoid outputs.
   *
   * @param values (Y, columns), or with pooling (Y, sequences), column-major
   */
  record Values(float[] values) implements Target {}
}
