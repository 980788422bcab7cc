package dev.unroll.job.corpus;

/** Even parts of whole numbers. */
final class Division {

  private Division() {}

  /** n / parts, rounded up. */
  static long ceil(long n, int parts) {
    return (n + parts - 1) / parts;
  }

  /**
   * First of {@code count} things that belong to part {@code part} of {@code parts}; that part ends
   * where the next begins. Sizes differ by one at most.
   */
  static int boundary(int part, int parts, int count) {
    return (int) ((long) part * count / parts);
  }
}
