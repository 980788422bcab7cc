package dev.unroll.control;

/**
 * One sequence and what is known about it. What a network has no use for is null.
 *
 * @param length number of steps
 * @param tokens symbols, one a step; -1 stands for the zero vector
 * @param x dense input, one vector a step
 * @param firstInput takes the place of the first step's vector
 * @param targetIds the right symbol or label of each output (a single one after pooling)
 * @param targetValues the right values of each output (a single row after pooling)
 * @param h0 initial hidden states, index layer·D + direction; null for zeros
 * @param c0 initial memory cells of an LSTM, likewise
 */
public record ControlExample(
    int length,
    int[] tokens,
    double[][] x,
    double[] firstInput,
    int[] targetIds,
    double[][] targetValues,
    double[][] h0,
    double[][] c0) {

  /** The same with other initial states. */
  public ControlExample withState(double[][] h0, double[][] c0) {
    return new ControlExample(length, tokens, x, firstInput, targetIds, targetValues, h0, c0);
  }

  /** An input of symbols or dense vectors, and nothing else. */
  public static ControlExample ofInput(int length, int[] tokens, double[][] x) {
    return new ControlExample(length, tokens, x, null, null, null, null, null);
  }

  /** One output's target, and nothing else. */
  static ControlExample ofTarget(int id) {
    return new ControlExample(1, null, null, null, new int[] {id}, null, null, null);
  }
}
