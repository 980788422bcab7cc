package dev.unroll.job.corpus;

import java.util.Iterator;
import java.util.function.Function;

/** The examples of a task's records, with a {@link Problem} in place of what is malformed. */
final class ParsedRecords<T> implements Iterator<Parsed> {
  private final Iterator<T> records;
  private final Function<T, RawExample> parser;

  ParsedRecords(Iterator<T> records, Function<T, RawExample> parser) {
    this.records = records;
    this.parser = parser;
  }

  @Override
  public boolean hasNext() {
    return records.hasNext();
  }

  @Override
  public Parsed next() {
    T record = records.next();
    try {
      return parser.apply(record);
    } catch (Malformed e) {
      return e.problem();
    }
  }
}
