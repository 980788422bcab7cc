package dev.unroll.job.corpus;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Where a record stands.
 *
 * @param row number of its (first) line or row in the unit's block, from 0
 */
record Place(Unit unit, long row) implements Comparable<Place>, Serializable {
  private static final Comparator<Place> ORDER =
      Comparator.comparing((Place place) -> place.unit().file())
          .thenComparingLong(place -> place.unit().block())
          .thenComparingLong(Place::row);

  boolean beginsFile() {
    return unit.block() == 0 && row == 0;
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }
}
