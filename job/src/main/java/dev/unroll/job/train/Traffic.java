package dev.unroll.job.train;

/**
 * Bytes of parameters, gradients and states that an exchange has carried between processes.
 *
 * @param up to the driver
 * @param down from the driver; what Spark broadcasts counts once
 */
public record Traffic(long up, long down) {

  /** No bytes at all. */
  public static final Traffic NONE = new Traffic(0, 0);

  Traffic plus(long moreUp, long moreDown) {
    return new Traffic(up + moreUp, down + moreDown);
  }

  /** Bytes of all states; entries may be null. */
  static long bytes(float[][] states) {
    long bytes = 0;
    for (float[] state : states) {
      bytes += state == null ? 0 : 4L * state.length;
    }
    return bytes;
  }
}
