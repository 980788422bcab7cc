package dev.unroll.job.train;

/** Thrown by a run that was asked to stop; {@code --resume} goes on from where the message says. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedException(String message) {
    super(message);
  }
}
