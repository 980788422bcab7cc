package dev.unroll.io;

import java.io.IOException;

/** A model directory that is incomplete, damaged or foreign; the message is one sentence. */
public final class InvalidModelException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, and where. */
  public InvalidModelException(String message) {
    super(message);
  }

  /** Says what is wrong, and where. */
  public InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
