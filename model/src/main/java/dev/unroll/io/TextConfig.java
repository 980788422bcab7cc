package dev.unroll.io;

import dev.unroll.text.SpellingVectors;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import java.io.Serializable;

/**
 * How a text becomes the input of a model.
 *
 * @param unit what a symbol is
 * @param tokenizer how a text is cut into symbols
 * @param start what a language model or generator reads first
 * @param spellingSize width of the vector beside each word that tells of its spelling ({@link
 *     SpellingVectors}), 0 for none
 */
public record TextConfig(SymbolUnit unit, Tokenizer tokenizer, Start start, int spellingSize)
    implements Serializable {

  /** What stands before the first symbol. */
  public enum Start {
    /** The zero vector. */
    ZERO,
    /** The end symbol. */
    EOS
  }
}
