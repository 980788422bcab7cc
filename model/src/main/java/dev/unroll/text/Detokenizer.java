package dev.unroll.text;

import java.util.List;
import java.util.Set;

/**
 * Joins words and punctuation marks to a text: a space between two tokens, but none before closing
 * punctuation, after opening punctuation, inside a pair of quotation marks, or before an English
 * clitic that was cut off. A convenience for readers; it does not restore the original text.
 */
public final class Detokenizer {
  private static final Set<String> CLOSING =
      Set.of(",", ".", ";", ":", "!", "?", ")", "]", "}", "%", "…", "”", "»", "。", "，", "、");
  private static final Set<String> OPENING = Set.of("(", "[", "{", "“", "«", "¿", "¡");
  private static final Set<String> CLITICS =
      Set.of("n't", "'s", "'m", "'d", "'re", "'ve", "'ll", "’s", "n’t");

  private Detokenizer() {}

  /** The text of the tokens. */
  public static String join(List<String> tokens) {
    StringBuilder text = new StringBuilder();
    boolean quoted = false;
    boolean glued = true;
    for (String token : tokens) {
      boolean quote = token.equals("\"");
      boolean closes = quote ? quoted : CLOSING.contains(token) || CLITICS.contains(token);
      if (!glued && !closes) {
        text.append(' ');
      }
      text.append(token);
      glued = OPENING.contains(token) || (quote && !quoted);
      quoted ^= quote;
    }
    return text.toString();
  }
}
