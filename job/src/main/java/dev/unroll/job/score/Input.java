package dev.unroll.job.score;

import dev.unroll.batch.Example;
import dev.unroll.text.Token;
import java.util.List;

/**
 * What a model reads of one row.
 *
 * @param text the characters that {@code tokens} point into; null where there is no text
 * @param tokens the symbols with their places; null where there is no text
 * @param example the symbols' ids, its own id without meaning
 * @param steps length of the sequence; 0 if there is nothing to read
 */
record Input(String text, List<Token> tokens, Example example, int steps) {

  /** The example under another number. */
  Example numbered(long id) {
    return new Example(
        id, example.tokens(), example.features(), example.targets(), example.values());
  }
}
