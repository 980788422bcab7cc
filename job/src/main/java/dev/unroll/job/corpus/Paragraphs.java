package dev.unroll.job.corpus;

import dev.unroll.job.config.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Records of several lines, with one or more blank lines between them.
 *
 * <p>Where Spark cuts a file into blocks, a record may begin in one and end in another. So each
 * block gives the driver its edges, that is, its lines before the first and after the last blank
 * line; the driver joins them, and what lies between stays where it is.
 */
final class Paragraphs {
  /** Lines without a blank one among them that are no record but a mistake about the format. */
  private static final int MOST_EDGE_BYTES = 16 << 20;

  private Paragraphs() {}

  /**
   * The edges of a block.
   *
   * @param head lines before its first blank line
   * @param tail lines after its last blank line
   * @param open whether it has no blank line at all; then all its lines are the head
   * @param tooLong whether lines were left out
   */
  private record Edges(Unit unit, List<Line> head, List<Line> tail, boolean open, boolean tooLong)
      implements Serializable {}

  /**
   * Groups lines to records.
   *
   * @throws UserError if a file has no blank lines where it should
   */
  static JavaRDD<List<Line>> group(JavaRDD<Line> lines, JavaSparkContext spark) {
    List<Edges> edges = new ArrayList<>(lines.mapPartitions(EdgeReader::new).collect());
    edges.sort(Comparator.comparing(Edges::unit));
    List<List<Line>> joined = join(edges);
    JavaRDD<List<Line>> inside = lines.mapPartitions(InsideReader::new);
    return joined.isEmpty() ? inside : inside.union(spark.parallelize(joined));
  }

  private static List<List<Line>> join(List<Edges> edges) {
    List<List<Line>> records = new ArrayList<>();
    List<Line> current = new ArrayList<>();
    String file = null;
    for (Edges edge : edges) {
      if (edge.tooLong()) {
        throw new UserError(
            CorpusPaths.display(edge.unit().file())
                + " must have a blank line between records, got none in "
                + MOST_EDGE_BYTES
                + " bytes");
      }
      if (!edge.unit().file().equals(file)) {
        finish(current, records);
        file = edge.unit().file();
      }
      current.addAll(edge.head());
      if (!edge.open()) {
        finish(current, records);
        current.addAll(edge.tail());
      }
    }
    finish(current, records);
    return records;
  }

  /** Moves the lines of a record, if any, to the records, with a unit of its own. */
  private static void finish(List<Line> current, List<List<Line>> records) {
    if (!current.isEmpty()) {
      Unit first = current.get(0).place().unit();
      int part = current.get(0).place().beginsFile() ? Unit.BEGINS_FILE : Unit.CROSSES_BLOCKS;
      List<Line> record = new ArrayList<>(current);
      Unit unit = new Unit(first.file(), first.block(), part);
      record.set(0, new Line(new Place(unit, current.get(0).place().row()), record.get(0).bytes()));
      records.add(record);
      current.clear();
    }
  }

  /** Reads a task's lines block by block. */
  private abstract static class BlockReader<T> implements Iterator<T> {
    private final Iterator<Line> lines;
    private Line next;

    BlockReader(Iterator<Line> lines) {
      this.lines = lines;
      advance();
    }

    final Line peek() {
      return next;
    }

    final Line take() {
      Line line = next;
      advance();
      return line;
    }

    private void advance() {
      next = lines.hasNext() ? lines.next() : null;
    }

    final boolean isIn(Unit unit) {
      return next != null && next.place().unit().equals(unit);
    }
  }

  private static final class EdgeReader extends BlockReader<Edges> {

    EdgeReader(Iterator<Line> lines) {
      super(lines);
    }

    @Override
    public boolean hasNext() {
      return peek() != null;
    }

    @Override
    public Edges next() {
      Unit unit = peek().place().unit();
      List<Line> head = new ArrayList<>();
      List<Line> tail = new ArrayList<>();
      boolean open = true;
      boolean headTooLong = false;
      long bytes = 0;
      while (isIn(unit)) {
        Line line = take();
        if (line.isBlank()) {
          headTooLong |= open && bytes > MOST_EDGE_BYTES;
          open = false;
          tail.clear();
          bytes = 0;
        } else {
          bytes += line.bytes().length;
          if (bytes <= MOST_EDGE_BYTES) {
            (open ? head : tail).add(line);
          }
        }
      }
      return new Edges(unit, head, tail, open, headTooLong || bytes > MOST_EDGE_BYTES);
    }
  }

  private static final class InsideReader extends BlockReader<List<Line>> {
    private Unit unit;
    private List<Line> record;

    InsideReader(Iterator<Line> lines) {
      super(lines);
      record = read();
    }

    @Override
    public boolean hasNext() {
      return record != null;
    }

    @Override
    public List<Line> next() {
      List<Line> result = record;
      record = read();
      return result;
    }

    /** The next record that has a blank line before and behind it in its block, or null. */
    private List<Line> read() {
      while (peek() != null) {
        if (!isIn(unit)) {
          unit = peek().place().unit();
          skip(false);
        }
        skip(true);
        List<Line> lines = new ArrayList<>();
        while (isIn(unit) && !peek().isBlank()) {
          lines.add(take());
        }
        if (isIn(unit)) {
          return lines;
        }
      }
      return null;
    }

    private void skip(boolean blank) {
      while (isIn(unit) && peek().isBlank() == blank) {
        take();
      }
    }
  }
}
