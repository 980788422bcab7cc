package dev.unroll.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.text.Tokenizer.Kind;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenizerTest {
  private static final String TEXT = " The cat's  2.5\tpears, \uD83C\uDF50\u00A0“naïve”!\n";

  private static Tokenizer tokenizer(Kind kind) {
    return new Tokenizer(kind, false);
  }

  @Test
  void whitespace_noBreakSpaceAndTabs_areDropped() {
    assertEquals(
        List.of("The", "cat's", "2.5", "pears,", "\uD83C\uDF50", "“naïve”!"),
        tokenizer(Kind.WHITESPACE).symbols(TEXT));
  }

  @Test
  void unicode_punctuation_isKeptAndSpacesAreNot() {
    assertEquals(
        List.of("The", "cat's", "2.5", "pears", ",", "\uD83C\uDF50", "“", "naïve", "”", "!"),
        tokenizer(Kind.UNICODE).symbols(TEXT));
  }

  @Test
  void characters_surrogatePair_isOneSymbol() {
    assertEquals(
        List.of("a", " ", "\uD83C\uDF50", "\n"),
        tokenizer(Kind.CHARACTERS).symbols("a \uD83C\uDF50\n"));
  }

  @ParameterizedTest
  @EnumSource
  void tokenize_offsets_cutTheTokensOutOfTheOriginal(Kind kind) {
    for (Token token : tokenizer(kind).tokenize(TEXT)) {
      assertEquals(token.text(), TEXT.substring(token.start(), token.end()));
    }
    for (Token token : new Tokenizer(kind, true).tokenize(TEXT)) {
      String piece = TEXT.substring(token.start(), token.end());
      assertEquals(piece.toLowerCase(Locale.ROOT), token.text());
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokenize_emptyText_hasNoTokens(Kind kind) {
    assertEquals(List.of(), tokenizer(kind).tokenize(""));
  }

  @Test
  void lowercase_dottedCapitalI_staysOneCodePoint() {
    assertEquals(List.of("i", "ß"), new Tokenizer(Kind.CHARACTERS, true).symbols("\u0130ß"));
  }

  @Test
  void unicode_manyThreadsAtOnce_agree() {
    Tokenizer tokenizer = tokenizer(Kind.UNICODE);
    List<List<String>> results =
        IntStream.range(0, 200).parallel().mapToObj(i -> tokenizer.symbols(TEXT)).toList();
    assertEquals(Collections.nCopies(200, tokenizer.symbols(TEXT)), results);
  }
}
