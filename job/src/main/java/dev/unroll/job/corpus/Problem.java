package dev.unroll.job.corpus;

import java.util.List;
import java.util.stream.Collectors;

/** A record that cannot be used. */
record Problem(Place place, String message) implements Parsed {
  private static final int LONGEST_QUOTE = 60;
  private static final int MOST_QUOTES = 20;

  /** A text in quotation marks, on one line; its end is left out where it is long. */
  static String quote(String text) {
    StringBuilder quote = new StringBuilder("\"");
    text.codePoints().limit(LONGEST_QUOTE).forEach(c -> append(c, quote));
    boolean isLong = text.codePointCount(0, text.length()) > LONGEST_QUOTE;
    return quote.append(isLong ? "...\"" : "\"").toString();
  }

  private static void append(int codePoint, StringBuilder quote) {
    if (codePoint == '\t') {
      quote.append("<TAB>");
    } else if (Character.isISOControl(codePoint)) {
      quote.append("\\u%04X".formatted(codePoint));
    } else {
      quote.appendCodePoint(codePoint);
    }
  }

  /** The first texts in quotation marks, with commas between them. */
  static String quoteAll(List<String> texts) {
    return texts.stream().limit(MOST_QUOTES).map(Problem::quote).collect(Collectors.joining(", "))
        + (texts.size() > MOST_QUOTES ? ", ..." : "");
  }
}
