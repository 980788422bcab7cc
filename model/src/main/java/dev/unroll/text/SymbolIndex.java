package dev.unroll.text;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Different strings, numbered from 0 in the order given. Only the strings are serialized. */
final class SymbolIndex implements Serializable {
  private static final long serialVersionUID = 1;

  private final String[] symbols;
  private final transient Map<String, Integer> ids;

  private SymbolIndex(String[] symbols, String what) {
    this.symbols = symbols;
    this.ids = new HashMap<>(2 * symbols.length);
    for (int id = 0; id < symbols.length; id++) {
      Integer first = ids.put(symbols[id], id);
      if (first != null) {
        throw new IllegalArgumentException(
            "%s must differ, got \"%s\" as %d and %d".formatted(what, symbols[id], first, id));
      }
    }
  }

  /**
   * An index of the strings.
   *
   * @param what what they are, for messages
   * @throws IllegalArgumentException if one occurs twice
   */
  static SymbolIndex of(List<String> symbols, String what) {
    return new SymbolIndex(symbols.toArray(String[]::new), what);
  }

  private Object readResolve() {
    return new SymbolIndex(symbols, "symbols");
  }

  int size() {
    return symbols.length;
  }

  /** The number of a string, -1 if it has none. */
  int id(String symbol) {
    return ids.getOrDefault(symbol, -1);
  }

  String symbol(int id) {
    if (id < 0 || id >= symbols.length) {
      throw new IllegalArgumentException("id must be in [0, " + symbols.length + "), got " + id);
    }
    return symbols[id];
  }

  List<String> symbols() {
    return Collections.unmodifiableList(Arrays.asList(symbols));
  }
}
