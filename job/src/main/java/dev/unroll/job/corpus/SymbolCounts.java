package dev.unroll.job.corpus;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import scala.Tuple2;

/**
 * Counts the symbols of a task's texts and gives (symbol, count) pairs, the same symbol more than
 * once where there are too many to keep.
 */
final class SymbolCounts implements Iterator<Tuple2<String, Long>> {
  private static final int MOST_KEPT = 1 << 17;
  private static final int TABLE_SIZE = 1 << 16;

  private final Iterator<Text> texts;
  private final Symbols symbols;
  private final long[] characters = new long[TABLE_SIZE];
  private final Map<String, long[]> counts = new HashMap<>();
  private final Queue<Tuple2<String, Long>> ready = new ArrayDeque<>();

  SymbolCounts(Iterator<Text> texts, Symbols symbols) {
    this.texts = texts;
    this.symbols = symbols;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && texts.hasNext()) {
      while (texts.hasNext() && counts.size() < MOST_KEPT) {
        add(texts.next());
      }
      flush();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<String, Long> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(Text text) {
    if (symbols.isCharacters(text)) {
      text.characters().codePoints().map(symbols::spell).forEach(this::add);
    } else {
      symbols.of(text).forEach(this::add);
    }
  }

  private void add(int codePoint) {
    if (codePoint < TABLE_SIZE) {
      characters[codePoint]++;
    } else {
      add(Character.toString(codePoint));
    }
  }

  private void add(String symbol) {
    counts.computeIfAbsent(symbol, key -> new long[1])[0]++;
  }

  private void flush() {
    counts.forEach((symbol, count) -> ready.add(new Tuple2<>(symbol, count[0])));
    counts.clear();
    for (int codePoint = 0; codePoint < TABLE_SIZE; codePoint++) {
      if (characters[codePoint] > 0) {
        ready.add(new Tuple2<>(Character.toString(codePoint), characters[codePoint]));
        characters[codePoint] = 0;
      }
    }
  }
}
