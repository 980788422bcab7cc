package dev.unroll.job.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The state of a run between two steps as one file that is either whole or known not to be.
 *
 * <pre>
 * "UNROLLCK"  int length of header  header (JSON: the counters, names and lengths of the arrays)
 * the arrays, little-endian floats  long CRC-32C of everything before
 * </pre>
 *
 * <p>The checksum at the end stands in for an atomic rename, which object stores do not have: a
 * file whose writing was cut off fails it.
 *
 * @param header counters and small values
 * @param arrays large values by name
 */
record Checkpoint(ObjectNode header, Map<String, float[]> arrays) {
  private static final byte[] MAGIC = "UNROLLCK".getBytes(StandardCharsets.US_ASCII);
  private static final int CHUNK = 1 << 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Thrown when a file is not a whole checkpoint; the message says what is wrong with it. */
  static final class TornException extends IOException {
    private static final long serialVersionUID = 1L;

    TornException(String message) {
      super(message);
    }
  }

  /** Writes the file, over an old one of the same name. */
  void write(FileSystem fileSystem, Path file) throws IOException {
    try (OutputStream stream = fileSystem.create(file, true)) {
      CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
      DataOutputStream out = new DataOutputStream(checked);
      byte[] text = JSON.writeValueAsBytes(headerWithNames());
      out.write(MAGIC);
      out.writeInt(text.length);
      out.write(text);
      for (float[] array : arrays.values()) {
        writeFloats(array, out);
      }
      out.writeLong(checked.getChecksum().getValue());
      out.flush();
    }
  }

  private ObjectNode headerWithNames() {
    ObjectNode all = header.deepCopy();
    ArrayNode names = all.putArray("arrays");
    arrays.forEach((name, array) -> names.addObject().put("name", name).put("n", array.length));
    return all;
  }

  private static void writeFloats(float[] array, OutputStream out) throws IOException {
    byte[] bytes = new byte[4 * CHUNK];
    for (int from = 0; from < array.length; from += CHUNK) {
      int n = Math.min(CHUNK, array.length - from);
      FloatBytes.buffer(bytes).asFloatBuffer().put(array, from, n);
      out.write(bytes, 0, 4 * n);
    }
  }

  /**
   * Reads a file.
   *
   * @throws TornException if it is not whole
   */
  static Checkpoint read(FileSystem fileSystem, Path file) throws IOException {
    long length = fileSystem.getFileStatus(file).getLen();
    try (FSDataInputStream stream = fileSystem.open(file, CHUNK)) {
      CheckedInputStream checked = new CheckedInputStream(stream, new CRC32C());
      DataInputStream in = new DataInputStream(checked);
      ObjectNode header = readHeader(length, in);
      Map<String, float[]> arrays = readArrays(header, length, in);
      long computed = checked.getChecksum().getValue();
      if (in.readLong() != computed) {
        throw new TornException("its checksum does not match its content");
      }
      return new Checkpoint(header, arrays);
    } catch (EOFException e) {
      throw new TornException("it ends too early");
    }
  }

  /**
   * Reads the counters alone, without the check that the file is whole.
   *
   * @throws TornException if not even they are whole
   */
  static ObjectNode readHeader(FileSystem fileSystem, Path file) throws IOException {
    long length = fileSystem.getFileStatus(file).getLen();
    try (DataInputStream in = fileSystem.open(file)) {
      return readHeader(length, in);
    } catch (EOFException e) {
      throw new TornException("it ends too early");
    }
  }

  private static ObjectNode readHeader(long length, DataInputStream in) throws IOException {
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new TornException("it does not begin like a checkpoint");
    }
    int headerLength = in.readInt();
    if (headerLength < 0 || headerLength > length) {
      throw new TornException("its header is longer than the file");
    }
    try {
      if (JSON.readTree(in.readNBytes(headerLength)) instanceof ObjectNode header) {
        return header;
      }
      throw new TornException("its header is not an object");
    } catch (JsonProcessingException e) {
      throw new TornException("its header is cut off or damaged");
    }
  }

  private static Map<String, float[]> readArrays(ObjectNode header, long length, DataInputStream in)
      throws IOException {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    long left = length;
    for (var entry : header.path("arrays")) {
      int n = entry.path("n").asInt(-1);
      left -= 4L * n;
      if (n < 0 || left < 0) {
        throw new TornException("it is shorter than its header says");
      }
      float[] array = new float[n];
      byte[] bytes = new byte[4 * CHUNK];
      for (int from = 0; from < n; from += CHUNK) {
        int count = Math.min(CHUNK, n - from);
        in.readFully(bytes, 0, 4 * count);
        FloatBytes.buffer(bytes).asFloatBuffer().get(array, from, count);
      }
      arrays.put(entry.path("name").asText(), array);
    }
    return arrays;
  }
}
