package dev.unroll.job.score;

/** A row cannot be scored; the message says why, in one sentence. The other rows can. */
final class BadRow extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRow(String format, Object... values) {
    super(format.formatted(values), null, false, false);
  }
}
