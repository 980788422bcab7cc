package dev.unroll.control;

/**
 * A source and its target.
 *
 * @param source symbols or dense vectors
 * @param targetInputs what the decoder reads: -1, then the targets shifted
 * @param targetIds what it is to say
 */
public record PairExample(ControlExample source, int[] targetInputs, int[] targetIds) {

  /** The decoder's side of it. */
  public ControlExample target() {
    return new ControlExample(
        targetInputs.length, targetInputs, null, null, targetIds, null, null, null);
  }
}
