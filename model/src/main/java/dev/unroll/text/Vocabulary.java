package dev.unroll.text;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The symbols of a model, numbered from 0. Id 0 stands for every unknown symbol, id 1 for the end
 * of a sequence. Immutable.
 */
public final class Vocabulary implements Serializable {
  /** Id of every symbol that the vocabulary does not hold. */
  public static final int UNK = 0;

  /** Id of the end of a sequence. */
  public static final int EOS = 1;

  private static final long serialVersionUID = 1;

  private final SymbolIndex index;

  private Vocabulary(List<String> symbols) {
    if (symbols.size() < 2) {
      throw new IllegalArgumentException(
          "a vocabulary must begin with the unknown and the end symbol, got " + symbols);
    }
    this.index = SymbolIndex.of(symbols, "symbols of a vocabulary");
  }

  /**
   * The unknown symbol, the end symbol, then the others in the order given. A corpus that spells
   * one of the two out means it: such symbols are not numbered again.
   *
   * @throws IllegalArgumentException if a symbol occurs twice
   */
  public static Vocabulary of(String unk, String eos, List<String> symbols) {
    List<String> all = new ArrayList<>(symbols.size() + 2);
    all.add(unk);
    all.add(eos);
    for (String symbol : symbols) {
      if (!symbol.equals(unk) && !symbol.equals(eos)) {
        all.add(symbol);
      }
    }
    return new Vocabulary(all);
  }

  /**
   * A vocabulary from all its symbols, index = id, as {@link #symbols} gives them.
   *
   * @throws IllegalArgumentException if there are fewer than two, or one occurs twice
   */
  public static Vocabulary ofAll(List<String> symbols) {
    return new Vocabulary(symbols);
  }

  /** Number of symbols, the unknown and the end symbol included. */
  public int size() {
    return index.size();
  }

  /** Whether the symbol has an id of its own. */
  public boolean contains(String symbol) {
    return index.id(symbol) >= 0;
  }

  /** The id of a symbol, {@link #UNK} if the vocabulary does not hold it. */
  public int id(String symbol) {
    return Math.max(index.id(symbol), UNK);
  }

  /** The spelling of a symbol. */
  public String symbol(int id) {
    return index.symbol(id);
  }

  /** All symbols, index = id. */
  public List<String> symbols() {
    return index.symbols();
  }

  /** The ids of symbols. */
  public int[] encode(List<String> symbols) {
    int[] ids = new int[symbols.size()];
    int i = 0;
    for (String symbol : symbols) {
      ids[i++] = id(symbol);
    }
    return ids;
  }

  /** The text of a sequence of ids; words are joined as {@link Detokenizer} does. */
  public String decode(int[] ids, SymbolUnit unit) {
    List<String> symbols = new ArrayList<>(ids.length);
    for (int id : ids) {
      symbols.add(symbol(id));
    }
    return unit == SymbolUnit.CHAR ? String.join("", symbols) : Detokenizer.join(symbols);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && symbols().equals(that.symbols());
  }

  @Override
  public int hashCode() {
    return symbols().hashCode();
  }

  @Override
  public String toString() {
    return "Vocabulary[" + size() + " symbols]";
  }
}
