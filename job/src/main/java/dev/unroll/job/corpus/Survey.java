package dev.unroll.job.corpus;

import dev.unroll.job.config.UserError;
import dev.unroll.linalg.CounterRandom;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * What one reading of a corpus told: it is well-formed, and so large.
 *
 * @param units its units in their order
 */
record Survey(List<UnitCount> units) {

  /**
   * One unit.
   *
   * @param hash sum of the hashes of its records
   * @param problem the first, null if there is none
   */
  record UnitCount(Unit unit, long records, long symbols, long hash, Problem problem)
      implements Serializable {}

  /** Counts the symbols of an example. */
  @FunctionalInterface
  interface SymbolCount extends ToIntFunction<RawExample>, Serializable {}

  /**
   * Reads everything once.
   *
   * @throws UserError with the first problem, or if there are no records
   */
  static Survey of(RawCorpus corpus, SymbolCount symbols) {
    List<UnitCount> units =
        new ArrayList<>(
            corpus.records().mapPartitions(records -> new Counter(records, symbols)).collect());
    units.stream()
        .map(UnitCount::problem)
        .filter(Objects::nonNull)
        .min(Comparator.comparing(Problem::place))
        .ifPresent(
            problem -> {
              throw corpus.error(problem);
            });
    if (units.isEmpty()) {
      throw new UserError(
          corpus.paths().key() + " must not be empty, got no records in " + corpus.paths());
    }
    units.sort(Comparator.comparing(UnitCount::unit));
    return new Survey(List.copyOf(units));
  }

  /** The files, in their order. */
  List<String> files() {
    return units.stream().map(unit -> unit.unit().file()).distinct().toList();
  }

  /** Records in the corpus. */
  long records() {
    return units.stream().mapToLong(UnitCount::records).sum();
  }

  /** Symbols in all records. */
  long symbols() {
    return units.stream().mapToLong(UnitCount::symbols).sum();
  }

  /** 16 hexadecimal digits that do not depend on the order of the records. */
  String fingerprint() {
    long hashes = units.stream().mapToLong(UnitCount::hash).sum();
    long counts = CounterRandom.key(records(), symbols());
    return "%016x".formatted(CounterRandom.key(hashes, counts));
  }

  /** Counts a task's records unit by unit. */
  private static final class Counter implements Iterator<UnitCount> {
    private final Iterator<Parsed> parsed;
    private final SymbolCount symbolCount;
    private Parsed next;

    Counter(Iterator<Parsed> parsed, SymbolCount symbolCount) {
      this.parsed = parsed;
      this.symbolCount = symbolCount;
      advance();
    }

    private void advance() {
      next = parsed.hasNext() ? parsed.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public UnitCount next() {
      Unit unit = next.place().unit();
      long records = 0;
      long symbols = 0;
      long hash = 0;
      Problem problem = null;
      while (next != null && next.place().unit().equals(unit)) {
        if (next instanceof RawExample example) {
          records++;
          symbols += symbolCount.applyAsInt(example);
          hash += ContentHash.of(example);
        } else if (problem == null) {
          problem = (Problem) next;
        }
        advance();
      }
      return new UnitCount(unit, records, symbols, hash, problem);
    }
  }
}
