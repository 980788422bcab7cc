package dev.unroll.job.config;

/** A configuration value that cannot be used, with the key that it belongs to. */
public final class ConfigError extends UserError {

  private static final long serialVersionUID = 1L;

  private final String key;

  ConfigError(String key, String message) {
    super(message);
    this.key = key;
  }

  /** The full key, for example {@code train.clip.norm}. */
  public String key() {
    return key;
  }

  /** {@code <key> must <rule>, got <value>}. */
  static ConfigError must(String key, String rule, Object got) {
    return new ConfigError(key, key + " must " + rule + ", got " + got);
  }

  /** {@code <key> must <rule>, got <value>; <hint>}. */
  static ConfigError must(String key, String rule, Object got, String hint) {
    return new ConfigError(key, key + " must " + rule + ", got " + got + "; " + hint);
  }

  /** The same error with the place that the value came from. */
  ConfigError at(String origin) {
    return new ConfigError(key, getMessage() + " (" + origin + ")");
  }
}
