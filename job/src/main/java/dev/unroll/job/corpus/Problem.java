package dev.unroll.job.corpus;

import java.util.List;
import java.util.stream.Collectors;

/** A record that cannot be used. */
record Problem(Place place, String message) implements Parsed {
  private static final int LONGEST_QUOTE = 60;

  /** A text in quotation marks, its end left out where it is long. */
  static String quote(String text) {
    if (text.length() <= LONGEST_QUOTE) {
      return '"' + text + '"';
    }
    return '"' + text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE - 10)) + "...\"";
  }

  /** Some texts in quotation marks, with commas between them. */
  static String quoteAll(List<String> texts) {
    return texts.stream().map(Problem::quote).collect(Collectors.joining(", "));
  }
}
