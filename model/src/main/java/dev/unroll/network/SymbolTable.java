package dev.unroll.network;

import dev.unroll.batch.Packing;
import java.util.Arrays;

/**
 * The different symbols of a batch: each gets one column of a table, so that what depends on the
 * symbol alone (a row of W_x, or W_x times its embedding) is computed once for each of them and
 * then gathered. Column 0 is the zero vector.
 */
final class SymbolTable {
  private final int[] slotOf;
  private int[] symbols = new int[64];
  private int[] slots = {};
  private int count;

  SymbolTable(int vocabularySize) {
    this.slotOf = new int[vocabularySize];
  }

  /**
   * Numbers the symbols of a batch in the order in which they first appear.
   *
   * @param tokens (N) symbols, -1 for the zero vector
   * @throws IllegalArgumentException if a symbol is not in the vocabulary
   */
  void fill(int[] tokens, Packing packing) {
    for (int i = 0; i < count; i++) {
      slotOf[symbols[i]] = 0;
    }
    fillAll(tokens, packing);
    for (int i = 0; i < packing.columns(); i++) {
      slots[i] = tokens[i] < 0 ? 0 : slot(tokens[i]);
    }
  }

  /** Takes all symbols of the vocabulary as the table's, in their order. */
  void fillAll(int[] tokens, Packing packing) {
    count = 0;
    int columns = packing.columns();
    if (slots.length < columns) {
      slots = new int[columns];
    }
    for (int i = 0; i < columns; i++) {
      if (tokens[i] >= slotOf.length || tokens[i] < -1) {
        throw new IllegalArgumentException(
            "symbol must be in [-1, " + slotOf.length + "), got " + tokens[i]);
      }
      slots[i] = 1 + tokens[i];
    }
  }

  private int slot(int symbol) {
    if (slotOf[symbol] == 0) {
      if (count == symbols.length) {
        symbols = Arrays.copyOf(symbols, 2 * count);
      }
      symbols[count++] = symbol;
      slotOf[symbol] = count;
    }
    return slotOf[symbol];
  }

  /** Number of different symbols, U; the table has U + 1 columns. */
  int count() {
    return count;
  }

  /** The symbol of column i + 1. */
  int symbol(int i) {
    return symbols[i];
  }

  /** (N) the column of each packed step. */
  int[] slots() {
    return slots;
  }
}
