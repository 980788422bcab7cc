package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.RowSet;
import dev.unroll.parameter.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float arrays and gradients as plain little-endian bytes, copied in bulk. */
final class FloatBytes {
  private FloatBytes() {}

  /** The bytes of an array. */
  static byte[] of(float[] floats) {
    byte[] bytes = new byte[Math.multiplyExact(4, floats.length)];
    buffer(bytes).asFloatBuffer().put(floats);
    return bytes;
  }

  /** The array of the bytes. */
  static float[] toFloats(byte[] bytes) {
    float[] floats = new float[bytes.length / 4];
    buffer(bytes).asFloatBuffer().get(floats);
    return floats;
  }

  /**
   * The bytes of gradients: for each slice its touched rows (count, numbers, values), then its dense
   * part.
   */
  static byte[] of(Gradients gradients) {
    byte[] bytes = new byte[size(gradients)];
    ByteBuffer out = buffer(bytes);
    for (Slice slice : gradients.layout().slices()) {
      if (slice.sparseRows() > 0) {
        RowSet touched = gradients.touched(slice);
        out.putInt(touched.size());
        for (int row : touched.sorted()) {
          out.putInt(row);
          int start = slice.offset() + row * slice.rowLength();
          putFloats(out, gradients.values(), start, slice.rowLength());
        }
      }
      int dense = slice.offset() + slice.sparseSize();
      putFloats(out, gradients.values(), dense, slice.end() - dense);
    }
    return bytes;
  }

  /** Copies gradients in the form of {@link #of(Gradients)} into zero ones of the same layout. */
  static void read(byte[] bytes, Gradients zero) {
    ByteBuffer in = buffer(bytes);
    for (Slice slice : zero.layout().slices()) {
      if (slice.sparseRows() > 0) {
        RowSet touched = zero.touched(slice);
        int rows = in.getInt();
        for (int i = 0; i < rows; i++) {
          int row = in.getInt();
          touched.add(row);
          int start = slice.offset() + row * slice.rowLength();
          getFloats(in, zero.values(), start, slice.rowLength());
        }
      }
      int dense = slice.offset() + slice.sparseSize();
      getFloats(in, zero.values(), dense, slice.end() - dense);
    }
  }

  private static int size(Gradients gradients) {
    int size = 0;
    ParameterLayout layout = gradients.layout();
    for (Slice slice : layout.slices()) {
      size += 4 * (slice.size() - slice.sparseSize());
      if (slice.sparseRows() > 0) {
        size += 4 + 4 * gradients.touched(slice).size() * (1 + slice.rowLength());
      }
    }
    return size;
  }

  private static void putFloats(ByteBuffer out, float[] from, int start, int count) {
    out.asFloatBuffer().put(from, start, count);
    out.position(out.position() + 4 * count);
  }

  private static void getFloats(ByteBuffer in, float[] to, int start, int count) {
    in.asFloatBuffer().get(to, start, count);
    in.position(in.position() + 4 * count);
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
