package dev.unroll.job.corpus;

/** Thrown while a record is read, and caught as the {@link Problem} that it carries. */
final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  /** {@code expected <what>, got <what>}. */
  Malformed(Place place, String message) {
    super(message, null, false, false);
    this.problem = new Problem(place, message);
  }

  Problem problem() {
    return problem;
  }
}
