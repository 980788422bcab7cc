package dev.unroll.batch;

/**
 * One encoded example of a corpus. What the arrays mean depends on the task:
 *
 * <table>
 * <caption>Fields by task</caption>
 * <tr><th>task</th><th>tokens</th><th>targets</th><th>values</th></tr>
 * <tr><td>language-model</td><td>the symbols, without end</td><td>unused</td><td>unused</td></tr>
 * <tr><td>tagger</td><td>the symbols</td><td>a label for each</td><td>sigmoid: outputs for each</td></tr>
 * <tr><td>classifier</td><td>the symbols</td><td>one label</td><td>sigmoid: one for each output</td></tr>
 * <tr><td>regressor</td><td>the symbols</td><td>unused</td><td>the numbers to predict</td></tr>
 * <tr><td>generator</td><td>the symbols, without end</td><td>the class, or empty</td><td>unused</td></tr>
 * <tr><td>translator</td><td>the source</td><td>the target, without end</td><td>unused</td></tr>
 * </table>
 *
 * @param id number of the example in the corpus; random draws for it are keyed by this number
 * @param tokens symbol ids, {@code -1} for the zero vector; empty where the input is dense only
 * @param features dense input, one vector after the other, one for each step, of a generator the
 *     one that it starts from; else empty
 * @param targets label or symbol ids
 * @param values real targets
 */
public record Example(long id, int[] tokens, float[] features, int[] targets, float[] values) {
  private static final int[] NO_IDS = {};
  private static final float[] NO_VALUES = {};

  /** An example of symbols with label or symbol targets. */
  public static Example of(long id, int[] tokens, int[] targets) {
    return new Example(id, tokens, NO_VALUES, targets, NO_VALUES);
  }

  /** An example of symbols alone. */
  public static Example of(long id, int[] tokens) {
    return of(id, tokens, NO_IDS);
  }
}
