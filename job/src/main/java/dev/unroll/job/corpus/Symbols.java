package dev.unroll.job.corpus;

import dev.unroll.text.Tokenizer;
import dev.unroll.text.Tokenizer.Kind;
import java.io.Serializable;
import java.util.List;

/** The symbols of texts, cut or not. */
record Symbols(Tokenizer tokenizer) implements Serializable {

  /** The symbols; a text that is cut keeps its cuts. */
  List<String> of(Text text) {
    if (text.characters() != null) {
      return tokenizer.symbols(text.characters());
    }
    return tokenizer.lowercase()
        ? text.symbols().stream().map(Symbols::lower).toList()
        : text.symbols();
  }

  int count(Text text) {
    if (isCharacters(text)) {
      return text.characters().codePointCount(0, text.characters().length());
    }
    return of(text).size();
  }

  /** Whether every code point of the text is a symbol, so that no strings need to be made. */
  boolean isCharacters(Text text) {
    return tokenizer.kind() == Kind.CHARACTERS && text.characters() != null;
  }

  /** The code point of a symbol as the tokenizer would spell it. */
  int spell(int codePoint) {
    return tokenizer.lowercase() ? Character.toLowerCase(codePoint) : codePoint;
  }

  private static String lower(String symbol) {
    return String.join("", new Tokenizer(Kind.CHARACTERS, true).symbols(symbol));
  }
}
