package dev.unroll.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Tokenizer13aTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        // Symbols stand alone; apostrophes and dashes between letters stay.
        "Hello, world!|Hello , world !",
        "It wasn't (well-known).|It wasn't ( well-known ) .",
        "a/b [c] {d} ~e` ^f_g\\h|a / b [ c ] { d } ~ e ` ^ f _ g \\ h",
        "50% of $3 & #1 @x *y+z <t>=\"u\"?;:|"
            + "50 % of $ 3 & # 1 @ x * y + z < t > = \" u \" ? ; :",
        // Points and commas stay between digits only.
        "3.14 and 1,000.5 but v.2 and 2.x|3.14 and 1,000.5 but v . 2 and 2 . x",
        "in 1999.|in 1999 .",
        ".5 and 5.|. 5 and 5 .",
        "wait... what|wait . . . what",
        "a.,b|a . , b",
        // A dash behind a digit stands alone, one before it does not.
        "2010-11 and A-4 and 4-a|2010 - 11 and A-4 and 4 - a",
        // Entities, once each, ampersand before the angle brackets.
        "&quot;a&quot; &amp;lt; b &gt; c|\" a \" < b > c",
        "a <skipped>b|a b",
        // Unicode: spaces of any kind separate, other punctuation stays.
        "Ça va\u00a0? «\u202foui\u202f» 😀.|Ça va ? « oui » 😀 .",
        "１.２|１ . ２",
      })
  void tokenize_rulesOfMteval_splitsAsSacreBleu(String segment, String tokens) {
    assertEquals(tokens, String.join(" ", Tokenizer13a.tokenize(segment)));
  }

  @ParameterizedTest
  @CsvSource({"'hy-\nphen', hyphen", "'two\nlines\n', two lines", "'  ', ''"})
  void tokenize_lineBreaks_joinAndSeparate(String segment, String tokens) {
    assertEquals(tokens, String.join(" ", Tokenizer13a.tokenize(segment)));
  }
}
