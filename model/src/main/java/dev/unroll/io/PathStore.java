package dev.unroll.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model directory on a local file system.
 *
 * @param directory the directory, which must exist when a file is created
 */
public record PathStore(Path directory) implements ModelStore {

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(directory.resolve(name));
  }

  @Override
  public OutputStream create(String name) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(directory.resolve(name)));
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(directory.resolve(name));
  }

  @Override
  public boolean exists(String name) {
    return Files.isRegularFile(directory.resolve(name));
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
