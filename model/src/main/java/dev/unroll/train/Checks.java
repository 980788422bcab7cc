package dev.unroll.train;

/** Argument checks with the messages of this package: what must hold, and what was given. */
final class Checks {
  private Checks() {}

  static void positive(String name, double value) {
    require(value > 0 && Double.isFinite(value), name, "must be > 0", value);
  }

  static void notNegative(String name, double value) {
    require(value >= 0 && Double.isFinite(value), name, "must be >= 0", value);
  }

  /** Requires 0 <= value < 1. */
  static void fraction(String name, double value) {
    require(value >= 0 && value < 1, name, "must be >= 0 and < 1", value);
  }

  static void require(boolean holds, String name, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + rule + ", got " + value);
    }
  }
}
