package dev.unroll.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into tokens. Immutable, and safe to use from many threads.
 *
 * @param kind where to cut
 * @param lowercase whether tokens are put into lower case, by code point and independent of the
 *     locale; offsets always refer to the original text
 */
public record Tokenizer(Kind kind, boolean lowercase) implements Serializable {
  private static final int NEXT_LINE = 0x85;

  /** Where a text is cut. */
  public enum Kind {
    /** At white space, which is dropped; white space is Unicode's, no-break spaces included. */
    WHITESPACE,
    /** At the word boundaries of UAX #29 (ICU); white space is dropped, punctuation stays. */
    UNICODE,
    /** Between code points; white space stays. */
    CHARACTERS
  }

  /** The tokens of a text, in order. */
  public List<Token> tokenize(String text) {
    List<Token> tokens = new ArrayList<>();
    switch (kind) {
      case WHITESPACE -> atWhitespace(text, tokens);
      case UNICODE -> atWordBoundaries(text, tokens);
      case CHARACTERS -> betweenCodePoints(text, tokens);
    }
    return tokens;
  }

  /** The tokens of a text without their offsets. */
  public List<String> symbols(String text) {
    List<String> symbols = new ArrayList<>();
    for (Token token : tokenize(text)) {
      symbols.add(token.text());
    }
    return symbols;
  }

  private void atWhitespace(String text, List<Token> tokens) {
    int start = -1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (isSpace(text.codePointAt(i))) {
        if (start >= 0) {
          tokens.add(token(text, start, i));
        }
        start = -1;
      } else if (start < 0) {
        start = i;
      }
    }
    if (start >= 0) {
      tokens.add(token(text, start, text.length()));
    }
  }

  private void atWordBoundaries(String text, List<Token> tokens) {
    BreakIterator boundaries = BreakIterator.getWordInstance(ULocale.ROOT);
    boundaries.setText(text);
    int start = boundaries.first();
    for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
      if (!text.substring(start, end).codePoints().allMatch(Tokenizer::isSpace)) {
        tokens.add(token(text, start, end));
      }
      start = end;
    }
  }

  private void betweenCodePoints(String text, List<Token> tokens) {
    int end;
    for (int start = 0; start < text.length(); start = end) {
      end = start + Character.charCount(text.codePointAt(start));
      tokens.add(token(text, start, end));
    }
  }

  private Token token(String text, int start, int end) {
    String piece = text.substring(start, end);
    return new Token(lowercase ? lower(piece) : piece, start, end);
  }

  private static String lower(String piece) {
    return piece
        .codePoints()
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isSpace(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == NEXT_LINE;
  }
}
