package dev.unroll.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The safetensors format, float32 only: the length of the header (8 bytes, little-endian), the
 * header (JSON, padded with spaces), the values of all tensors, row-major and without gaps.
 */
final class SafeTensors {
  private static final int LENGTH_BYTES = 8;
  private static final long LONGEST_HEADER = 100_000_000;
  private static final int CHUNK_BYTES = 1 << 16;
  private static final String METADATA = "__metadata__";

  private SafeTensors() {}

  /** A tensor's name and shape, and where its values lie behind the header, in bytes. */
  record Tensor(String name, List<Integer> shape, long begin, long end) {
    long size() {
      return (end - begin) / Float.BYTES;
    }
  }

  /** Reads values by their row-major index. */
  interface Source {
    float get(int index);
  }

  /** Takes values by their row-major index. */
  interface Sink {
    void set(int index, float value);
  }

  /** A tensor to be written. */
  record Entry(String name, List<Integer> shape, Source values) {
    int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  // ---- writing ----------------------------------------------------------------------------------

  /** Writes the tensors in the order given. */
  static void write(OutputStream out, List<Entry> tensors) throws IOException {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.putObject(METADATA).put("format", "pt");
    long end = 0;
    for (Entry tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      long begin = end;
      end += (long) Float.BYTES * tensor.size();
      entry.putArray("data_offsets").add(begin).add(end);
    }
    byte[] json = Json.MAPPER.writeValueAsBytes(header);
    int padded = (json.length + LENGTH_BYTES - 1) / LENGTH_BYTES * LENGTH_BYTES;
    byte[] bytes = Arrays.copyOf(json, padded);
    Arrays.fill(bytes, json.length, padded, (byte) ' ');
    out.write(littleEndian(LENGTH_BYTES).putLong(padded).array());
    out.write(bytes);
    for (Entry tensor : tensors) {
      write(out, tensor);
    }
  }

  private static void write(OutputStream out, Entry tensor) throws IOException {
    ByteBuffer chunk = littleEndian(CHUNK_BYTES);
    int size = tensor.size();
    for (int i = 0; i < size; i++) {
      chunk.putFloat(tensor.values().get(i));
      if (!chunk.hasRemaining() || i == size - 1) {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
    }
  }

  // ---- reading ----------------------------------------------------------------------------------

  /**
   * Reads the header and checks that it describes the rest of the file completely. Afterwards the
   * stream stands at the first value.
   *
   * @return the tensors in the order of their values
   */
  static List<Tensor> readHeader(InputStream in, long fileSize) throws IOException {
    byte[] lengthBytes = in.readNBytes(LENGTH_BYTES);
    long rest = fileSize - LENGTH_BYTES;
    if (lengthBytes.length < LENGTH_BYTES) {
      throw new InvalidModelException(
          "must be a safetensors file, got only %d bytes".formatted(lengthBytes.length));
    }
    long length = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > Math.min(rest, LONGEST_HEADER)) {
      throw new InvalidModelException(
          "must have a header of at most %d bytes, got %s; is it a safetensors file, and complete?"
              .formatted(Math.min(rest, LONGEST_HEADER), Long.toUnsignedString(length)));
    }
    byte[] json = in.readNBytes((int) length);
    List<Tensor> tensors = new ArrayList<>();
    JsonFields header = new JsonFields("header", parse(json));
    for (String name : header.names()) {
      if (name.equals(METADATA)) {
        header.node(name);
      } else {
        tensors.add(tensor(name, header.object(name)));
      }
    }
    tensors.sort(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end));
    checkPlaces(tensors, rest - length);
    return tensors;
  }

  private static JsonNode parse(byte[] json) throws IOException {
    try {
      return Json.MAPPER.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new InvalidModelException("must begin with a JSON header, got " + Json.reason(e), e);
    }
  }

  private static Tensor tensor(String name, JsonFields fields) throws IOException {
    String type = fields.text("dtype");
    if (!type.equals("F32")) {
      throw new InvalidModelException(
          name + " must be F32, got " + type + "; convert the model to float32 first");
    }
    List<Integer> shape = fields.integers("shape");
    List<Long> offsets = fields.longs("data_offsets");
    fields.end();
    long size = Float.BYTES;
    for (int dimension : shape) {
      if (dimension < 0 || (dimension > 0 && size > Long.MAX_VALUE / dimension)) {
        throw new InvalidModelException(name + " must have a possible shape, got " + shape);
      }
      size *= dimension;
    }
    if (offsets.size() != 2 || offsets.get(0) < 0 || offsets.get(1) - offsets.get(0) != size) {
      throw new InvalidModelException(
          "%s must have %d bytes for its shape %s, got offsets %s"
              .formatted(name, size, shape, offsets));
    }
    return new Tensor(name, shape, offsets.get(0), offsets.get(1));
  }

  private static void checkPlaces(List<Tensor> tensors, long dataBytes) throws IOException {
    long end = 0;
    for (Tensor tensor : tensors) {
      if (tensor.begin() != end) {
        throw new InvalidModelException(
            "%s must begin at byte %d, behind the tensor before it, got %d"
                .formatted(tensor.name(), end, tensor.begin()));
      }
      end = tensor.end();
    }
    if (end != dataBytes) {
      throw new InvalidModelException(
          "must have %d bytes of values, got %d; is the file complete?".formatted(end, dataBytes));
    }
  }

  /** Reads the values of all tensors from a stream that {@link #readHeader} left. */
  static void readValues(InputStream in, List<Tensor> tensors, Function<Tensor, Sink> sinks)
      throws IOException {
    ByteBuffer chunk = littleEndian(CHUNK_BYTES);
    for (Tensor tensor : tensors) {
      Sink sink = sinks.apply(tensor);
      long size = tensor.size();
      for (int i = 0; i < size; ) {
        int count = (int) Math.min(size - i, CHUNK_BYTES / Float.BYTES);
        if (in.readNBytes(chunk.array(), 0, Float.BYTES * count) < Float.BYTES * count) {
          throw new InvalidModelException(
              "ends inside " + tensor.name() + "; is the file complete?");
        }
        for (int k = 0; k < count; k++, i++) {
          float value = chunk.getFloat(Float.BYTES * k);
          if (!Float.isFinite(value)) {
            throw new InvalidModelException(
                "%s must hold finite numbers, got %s at index %d; is the file damaged?"
                    .formatted(tensor.name(), value, i));
          }
          sink.set(i, value);
        }
      }
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
