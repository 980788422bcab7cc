package dev.unroll.job.config;

/** Range checks of the configuration records. */
final class Check {

  private Check() {}

  static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw ConfigError.must(key, "be >= " + least, value);
    }
  }

  static void positive(String key, double value) {
    if (!(value > 0)) {
      throw ConfigError.must(key, "be > 0", value);
    }
  }

  static void notNegative(String key, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw ConfigError.must(key, "be >= 0", value);
    }
  }

  /** A share that may be 0 but not 1: a dropout probability, a decay of a running mean. */
  static void share(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw ConfigError.must(key, "be >= 0 and < 1", value);
    }
  }

  static void finite(String key, double value) {
    if (!Double.isFinite(value)) {
      throw ConfigError.must(key, "be a finite number", value);
    }
  }
}
