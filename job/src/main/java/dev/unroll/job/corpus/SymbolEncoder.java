package dev.unroll.job.corpus;

import dev.unroll.text.Vocabulary;

/** The ids of texts. Characters are looked up in a table. For one thread. */
final class SymbolEncoder {
  private static final int TABLE_SIZE = 1 << 16;

  private final Symbols symbols;
  private final Vocabulary vocabulary;
  private final int[] table;

  SymbolEncoder(Symbols symbols, Vocabulary vocabulary) {
    this.symbols = symbols;
    this.vocabulary = vocabulary;
    this.table = new int[TABLE_SIZE];
    for (int id = 0; id < vocabulary.size(); id++) {
      String symbol = vocabulary.symbol(id);
      if (symbol.length() == 1) {
        table[symbol.charAt(0)] = id;
      }
    }
  }

  int[] encode(Text text) {
    if (!symbols.isCharacters(text)) {
      return vocabulary.encode(symbols.of(text));
    }
    String characters = text.characters();
    int[] ids = new int[symbols.count(text)];
    int i = 0;
    for (int at = 0; at < characters.length(); ) {
      int codePoint = characters.codePointAt(at);
      int spelled = symbols.spell(codePoint);
      ids[i++] = spelled < TABLE_SIZE ? table[spelled] : vocabulary.id(Character.toString(spelled));
      at += Character.charCount(codePoint);
    }
    return ids;
  }
}
