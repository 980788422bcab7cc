package dev.unroll.job.config;

import java.util.Locale;

/** How constants are written in configuration files and model directories. */
public final class Spelling {

  private Spelling() {}

  /** {@code language-model} for {@code LANGUAGE_MODEL}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * {@code LANGUAGE_MODEL} for {@code language-model}.
   *
   * @throws IllegalArgumentException if there is no such constant
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
