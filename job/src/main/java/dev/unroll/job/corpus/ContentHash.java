package dev.unroll.job.corpus;

import dev.unroll.linalg.CounterRandom;
import java.nio.ByteBuffer;
import java.util.List;

/** 64-bit hashes of content, the same on every machine. Not for secrets. */
final class ContentHash {

  private ContentHash() {}

  /** The hash of what a record says, wherever it stands. */
  static long of(RawExample example) {
    long hash = text(0, example.text());
    hash = text(hash, example.target());
    hash = strings(hash, example.labels());
    hash = floats(hash, example.features());
    return floats(hash, example.values());
  }

  /** The hash of bytes under a key. */
  static long of(long key, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long hash = CounterRandom.key(key, bytes.length);
    while (buffer.remaining() >= Long.BYTES) {
      hash = CounterRandom.key(hash, buffer.getLong());
    }
    long rest = 0;
    while (buffer.hasRemaining()) {
      rest = rest << Byte.SIZE | (buffer.get() & 0xFF);
    }
    return CounterRandom.key(hash, rest);
  }

  private static long text(long hash, Text text) {
    if (text == null) {
      return CounterRandom.key(hash, -1);
    }
    return text.characters() != null
        ? string(hash, text.characters())
        : strings(hash, text.symbols());
  }

  private static long strings(long hash, List<String> strings) {
    long result = CounterRandom.key(hash, strings.size());
    for (String string : strings) {
      result = string(result, string);
    }
    return result;
  }

  private static long string(long hash, String string) {
    long result = CounterRandom.key(hash, string.length());
    long four = 0;
    for (int i = 0; i < string.length(); i++) {
      four = four << Character.SIZE | string.charAt(i);
      if ((i & 3) == 3) {
        result = CounterRandom.key(result, four);
        four = 0;
      }
    }
    return CounterRandom.key(result, four);
  }

  private static long floats(long hash, float[] values) {
    long result = CounterRandom.key(hash, values.length);
    for (float value : values) {
      result = CounterRandom.key(result, Float.floatToIntBits(value));
    }
    return result;
  }
}
