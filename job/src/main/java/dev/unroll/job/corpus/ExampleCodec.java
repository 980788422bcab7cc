package dev.unroll.job.corpus;

import dev.unroll.batch.Example;
import java.nio.ByteBuffer;

/**
 * The bytes of an example without its id: tokens, features, targets, values, each as their number
 * and then ids as variable-length integers (7 bits a byte, the lowest first) or floats.
 */
final class ExampleCodec {
  private static final int MOST_BYTES_PER_ID = 5;

  private ExampleCodec() {}

  static byte[] encode(Example example) {
    int most =
        MOST_BYTES_PER_ID * (4 + example.tokens().length + example.targets().length)
            + Float.BYTES * (example.features().length + example.values().length);
    ByteBuffer out = ByteBuffer.allocate(most);
    putIds(out, example.tokens());
    putFloats(out, example.features());
    putIds(out, example.targets());
    putFloats(out, example.values());
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  /** Reads one example and leaves the buffer behind it. */
  static Example decode(ByteBuffer in, long id) {
    int[] tokens = getIds(in);
    float[] features = getFloats(in);
    int[] targets = getIds(in);
    return new Example(id, tokens, features, targets, getFloats(in));
  }

  private static void putIds(ByteBuffer out, int[] ids) {
    putInt(out, ids.length);
    for (int id : ids) {
      putInt(out, id);
    }
  }

  private static int[] getIds(ByteBuffer in) {
    int[] ids = new int[getInt(in)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = getInt(in);
    }
    return ids;
  }

  private static void putFloats(ByteBuffer out, float[] values) {
    putInt(out, values.length);
    for (float value : values) {
      out.putFloat(value);
    }
  }

  private static float[] getFloats(ByteBuffer in) {
    float[] values = new float[getInt(in)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.getFloat();
    }
    return values;
  }

  private static void putInt(ByteBuffer out, int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static int getInt(ByteBuffer in) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
