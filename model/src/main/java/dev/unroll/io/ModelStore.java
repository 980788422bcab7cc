package dev.unroll.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Where the files of one model directory are: the one thing that reading and writing a model needs
 * to know about a file system. {@code toString} names the place in messages.
 */
public interface ModelStore {

  /** Opens a file; the caller closes it. */
  InputStream open(String name) throws IOException;

  /** Creates a file, or overwrites it; the caller closes it. */
  OutputStream create(String name) throws IOException;

  /** Length of a file in bytes. */
  long size(String name) throws IOException;

  /** Whether the file exists. */
  boolean exists(String name) throws IOException;
}
