package dev.unroll.job.corpus;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A run of records that follow each other in one task: in most formats the part of a file that
 * Spark gives to one task. Units in their order make up the corpus in its order.
 *
 * @param file the file's URI, or the name of a table
 * @param block first byte of the part
 * @param part 0 for what begins the file, 1 for what lies inside the block, 2 for what goes on in
 *     the next block; always 1 where a record is a line or a row
 */
record Unit(String file, long block, int part) implements Comparable<Unit>, Serializable {
  static final int BEGINS_FILE = 0;
  static final int INSIDE = 1;
  static final int CROSSES_BLOCKS = 2;

  private static final Comparator<Unit> ORDER =
      Comparator.comparing(Unit::file).thenComparingLong(Unit::block).thenComparingInt(Unit::part);

  @Override
  public int compareTo(Unit other) {
    return ORDER.compare(this, other);
  }
}
