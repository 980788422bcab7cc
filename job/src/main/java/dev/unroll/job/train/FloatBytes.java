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

  /** The bytes of gradients: their touched rows and dense parts. */
  static byte[] of(Gradients gradients) {
    return of(gradients.values(), gradients);
  }

  /**
   * For each slice the sparse rows that the gradients touched (count, numbers, values), then its
   * dense part.
   *
   * @param values what is written, in the layout of the gradients: they or the parameters
   */
  static byte[] of(float[] values, Gradients gradients) {
    byte[] bytes = new byte[size(gradients)];
    ByteBuffer out = buffer(bytes);
    for (Slice slice : gradients.layout().slices()) {
      if (slice.sparseRows() > 0) {
        RowSet touched = gradients.touched(slice);
        out.putInt(touched.size());
        for (int row : touched.sorted()) {
          out.putInt(row);
          putFloats(out, values, slice.offset() + row * slice.rowLength(), slice.rowLength());
        }
      }
      int dense = slice.offset() + slice.sparseSize();
      putFloats(out, values, dense, slice.end() - dense);
    }
    return bytes;
  }

  /** Copies what {@link #of(Gradients)} gave into zero gradients of the same layout. */
  static void read(byte[] bytes, Gradients zero) {
    read(bytes, zero.values(), zero.layout(), zero);
  }

  /** Copies what {@link #of(float[], Gradients)} gave over the old values. */
  static void read(byte[] bytes, float[] values, ParameterLayout layout) {
    read(bytes, values, layout, null);
  }

  private static void read(
      byte[] bytes, float[] values, ParameterLayout layout, Gradients touching) {
    ByteBuffer in = buffer(bytes);
    for (Slice slice : layout.slices()) {
      if (slice.sparseRows() > 0) {
        int rows = in.getInt();
        for (int i = 0; i < rows; i++) {
          int row = in.getInt();
          if (touching != null) {
            touching.touched(slice).add(row);
          }
          getFloats(in, values, slice.offset() + row * slice.rowLength(), slice.rowLength());
        }
      }
      int dense = slice.offset() + slice.sparseSize();
      getFloats(in, values, dense, slice.end() - dense);
    }
  }

  private static int size(Gradients gradients) {
    long size = 0;
    for (Slice slice : gradients.layout().slices()) {
      size += 4L * (slice.size() - slice.sparseSize());
      if (slice.sparseRows() > 0) {
        size += 4 + 4L * gradients.touched(slice).size() * (1 + slice.rowLength());
      }
    }
    return Math.toIntExact(size);
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
