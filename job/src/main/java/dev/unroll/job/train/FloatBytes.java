package dev.unroll.job.train;

import dev.unroll.parameter.Gradients;
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
   * The bytes of gradients: of each slice with sparse rows the touched ones (count, numbers), then
   * the values in the order of {@link Ranges}.
   */
  static byte[] of(Gradients gradients) {
    int[][] rows = Ranges.rows(gradients);
    Ranges ranges = Ranges.of(gradients.layout(), rows);
    long ints = ranges.size();
    for (int[] touched : rows) {
      ints += 1 + touched.length;
    }
    byte[] bytes = new byte[Math.toIntExact(4 * ints)];
    ByteBuffer out = buffer(bytes);
    for (int[] touched : rows) {
      out.putInt(touched.length);
      for (int row : touched) {
        out.putInt(row);
      }
    }
    ranges.copyOut(gradients.values(), 0, out.asFloatBuffer());
    return bytes;
  }

  /**
   * Copies what {@link #of(Gradients)} gave over gradients of the same layout without touched rows.
   */
  static void read(byte[] bytes, Gradients into) {
    ByteBuffer in = buffer(bytes);
    for (Slice slice : into.layout().slices()) {
      if (slice.sparseRows() > 0) {
        for (int n = in.getInt(); n > 0; n--) {
          into.touched(slice).add(in.getInt());
        }
      }
    }
    Ranges.of(into.layout(), Ranges.rows(into)).copyIn(in.asFloatBuffer(), 0, into.values());
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
