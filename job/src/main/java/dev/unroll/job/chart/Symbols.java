package dev.unroll.job.chart;

/** Symbols of a text as tables and pages show them: white space is to be seen. */
public final class Symbols {
  private static final String SPACE = "\u2423";

  private Symbols() {}

  /** One symbol, alone. */
  public static String visible(String symbol) {
    return symbol.equals(" ") ? SPACE : oneLine(symbol);
  }

  /** Some text on one line; of its spaces only one at the end is marked. */
  public static String oneLine(String text) {
    String line = text.replace("\n", "\u21b5").replace("\t", "\u21e5");
    return line.endsWith(" ") ? line.substring(0, line.length() - 1) + SPACE : line;
  }
}
