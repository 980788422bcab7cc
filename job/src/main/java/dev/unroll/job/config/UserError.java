package dev.unroll.job.config;

/**
 * A mistake of the caller's: a wrong option, a missing file, a value out of range. The command line
 * prints the message as one line, without a stack trace, and ends with status 2; every other
 * exception counts as a failure.
 *
 * <p>Messages read {@code <thing> must <rule>, got <value>; <hint>}.
 */
public class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
