package dev.unroll.job.corpus;

/** Numbers the rows of each block in the order in which a task meets them. */
final class PlaceCounter {
  private Unit unit;
  private long row;

  /** The place of the next row, which comes from this block. */
  Place next(String file, long block) {
    if (unit == null || unit.block() != block || !unit.file().equals(file)) {
      unit = new Unit(file, block, Unit.INSIDE);
      row = 0;
    }
    return new Place(unit, row++);
  }
}
