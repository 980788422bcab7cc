package dev.unroll.job.corpus;

import dev.unroll.text.Vocabulary;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/** The symbols of a task's records, numbered, and with their place in the corpus. */
final class EncodedRecords implements Iterator<PositionedIds> {
  private final Iterator<RawExample> examples;
  private final Map<Unit, Long> starts;
  private final SymbolEncoder encoder;
  private final boolean endsRecords;
  private Unit unit;
  private long position;

  /**
   * Records in their order.
   *
   * @param starts position of the first symbol of each unit
   * @param endsRecords whether the end symbol follows each record
   */
  EncodedRecords(
      Iterator<RawExample> examples,
      Map<Unit, Long> starts,
      SymbolEncoder encoder,
      boolean endsRecords) {
    this.examples = examples;
    this.starts = starts;
    this.encoder = encoder;
    this.endsRecords = endsRecords;
  }

  @Override
  public boolean hasNext() {
    return examples.hasNext();
  }

  @Override
  public PositionedIds next() {
    RawExample example = examples.next();
    if (!example.place().unit().equals(unit)) {
      unit = example.place().unit();
      position = starts.get(unit);
    }
    int[] ids = encoder.encode(example.text());
    if (endsRecords) {
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = Vocabulary.EOS;
    }
    PositionedIds result = new PositionedIds(position, ids);
    position += ids.length;
    return result;
  }
}
