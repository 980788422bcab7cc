package dev.unroll.linalg;

/**
 * Random numbers as a pure function of a key, so that a draw depends on what it is for (seed, step,
 * example, place) and never on the order or the machine in which it is made.
 *
 * <p>The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: "Fast Splittable
 * Pseudorandom Number Generators", OOPSLA 2014), applied once for each part of the key.
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private CounterRandom() {}

  /** Mixes another part into a key. */
  public static long key(long key, long part) {
    return mix(key + GOLDEN_GAMMA + mix(part + GOLDEN_GAMMA));
  }

  /** The bits of draw {@code index} of the sequence that the key names. */
  public static long bits(long key, long index) {
    return mix(key + GOLDEN_GAMMA * (index + 1));
  }

  /** Uniform in [0, 1), 24 bits. */
  public static float uniform(long key, long index) {
    return (bits(key, index) >>> 40) * 0x1p-24f;
  }

  /** Uniform in [0, 1), 53 bits. */
  public static double uniformDouble(long key, long index) {
    return (bits(key, index) >>> 11) * 0x1p-53;
  }

  /** Uniform integer in [0, bound), without noticeable bias for bounds below 2^31. */
  public static int below(long key, long index, int bound) {
    return (int) Math.multiplyHigh(bits(key, index) >>> 1, (long) bound << 1);
  }

  /** Standard normal (Box-Muller; two uniform draws for each number). */
  public static double normal(long key, long index) {
    double u = 1 - uniformDouble(key, 2 * index);
    double v = uniformDouble(key, 2 * index + 1);
    return Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
