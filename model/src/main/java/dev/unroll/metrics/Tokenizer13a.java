package dev.unroll.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tokenization of mteval-v13a, which sacreBLEU uses by default and calls {@code 13a}.
 *
 * <p>References: (1) NIST, mteval-v13a.pl, NormalizeText; (2) Post, A Call for Clarity in Reporting
 * BLEU Scores, WMT 2018. As in (2) there is no lowercasing, and white space is Unicode's.
 */
final class Tokenizer13a {
  private static final String SYMBOLS = "{|}~[\\]^_`!\"#$%&()*+:;<=>?@/";

  /** A full stop or comma that no digit precedes. */
  private static final Pattern POINT_AFTER = Pattern.compile("([^0-9])([.,])");

  /** A full stop or comma that no digit follows. */
  private static final Pattern POINT_BEFORE = Pattern.compile("([.,])([^0-9])");

  /** A dash that a digit precedes. */
  private static final Pattern DASH = Pattern.compile("([0-9])-");

  private Tokenizer13a() {}

  static List<String> tokenize(String segment) {
    String text =
        stripTrailing(segment)
            .replace("<skipped>", "")
            .replace("-\n", "")
            .replace("\n", " ")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
    text = isolateSymbols(" " + text + " ");
    text = POINT_AFTER.matcher(text).replaceAll("$1 $2 ");
    text = POINT_BEFORE.matcher(text).replaceAll(" $1 $2");
    text = DASH.matcher(text).replaceAll("$1 - ");
    return split(text);
  }

  private static String isolateSymbols(String text) {
    StringBuilder result = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SYMBOLS.indexOf(c) >= 0) {
        result.append(' ').append(c).append(' ');
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }

  private static List<String> split(String text) {
    List<String> tokens = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isSpace(text.charAt(i))) {
        if (start < i) {
          tokens.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return tokens;
  }

  private static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Unicode white space, the no-break spaces of French punctuation included. */
  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}
