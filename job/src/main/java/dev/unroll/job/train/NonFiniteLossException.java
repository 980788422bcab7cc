package dev.unroll.job.train;

/** Training has diverged: the loss or the gradient is no longer a number. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String message) {
    super(message);
  }
}
