package dev.unroll.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Files of a model directory in memory, to be damaged. */
class MemoryStore implements ModelStore {
  final Map<String, byte[]> files = new TreeMap<>();

  @Override
  public InputStream open(String name) {
    return new ByteArrayInputStream(files.get(name));
  }

  @Override
  public OutputStream create(String name) throws IOException {
    return new ByteArrayOutputStream() {
      @Override
      public void close() {
        files.put(name, toByteArray());
      }
    };
  }

  @Override
  public long size(String name) {
    return files.get(name).length;
  }

  @Override
  public boolean exists(String name) {
    return files.containsKey(name);
  }

  String text(String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  void replace(String name, String old, String by) {
    String text = text(name);
    if (!text.contains(old)) {
      throw new AssertionError(name + " must contain " + old + ", got " + text);
    }
    files.put(name, text.replace(old, by).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "memory";
  }
}
