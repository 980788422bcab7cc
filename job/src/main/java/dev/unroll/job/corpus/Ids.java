package dev.unroll.job.corpus;

/** Symbol ids as 1, 2 or 4 bytes each, little-endian. */
final class Ids {

  private Ids() {}

  /** The fewest bytes that hold the ids of so many symbols. */
  static int bytesPerId(int symbols) {
    return symbols <= 1 << 8 ? 1 : symbols <= 1 << 16 ? 2 : 4;
  }

  static void put(byte[] bytes, int index, int id, int bytesPerId) {
    for (int i = 0; i < bytesPerId; i++) {
      bytes[index * bytesPerId + i] = (byte) (id >>> (8 * i));
    }
  }

  static int get(byte[] bytes, int index, int bytesPerId) {
    int id = 0;
    for (int i = 0; i < bytesPerId; i++) {
      id |= (bytes[index * bytesPerId + i] & 0xFF) << (8 * i);
    }
    return id;
  }
}
