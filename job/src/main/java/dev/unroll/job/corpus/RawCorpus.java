package dev.unroll.job.corpus;

import dev.unroll.job.config.UserError;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;

/**
 * The records of a corpus and the way back from a record to a line that its owner can find.
 *
 * @param rows the place of every line or row
 * @param hasLines whether rows are lines of a text file
 */
record RawCorpus(
    CorpusPaths paths, JavaRDD<Place> rows, boolean hasLines, JavaRDD<Parsed> records) {

  static RawCorpus ofLines(CorpusPaths paths, JavaRDD<Line> lines, JavaRDD<Parsed> records) {
    return new RawCorpus(paths, lines.map(Line::place), true, records);
  }

  static RawCorpus ofRows(CorpusPaths paths, JavaRDD<Parsed> records) {
    return new RawCorpus(paths, records.map(Parsed::place), false, records);
  }

  /** What is done to every example. */
  @FunctionalInterface
  interface Step extends Serializable {
    RawExample apply(RawExample example);

    private RawExample applyIfWhole(Parsed parsed) {
      if (parsed instanceof RawExample example) {
        return apply(example);
      }
      throw new Malformed(parsed.place(), ((Problem) parsed).message());
    }
  }

  /** The same corpus with a step after reading, which may throw {@link Malformed}. */
  RawCorpus then(Step step) {
    return new RawCorpus(
        paths,
        rows,
        hasLines,
        records.mapPartitions(iterator -> new ParsedRecords<>(iterator, step::applyIfWhole)));
  }

  /** The same corpus without the texts that have no symbols. */
  RawCorpus withoutEmptyTexts() {
    return new RawCorpus(
        paths,
        rows,
        hasLines,
        records.filter(
            record ->
                !(record instanceof RawExample example
                    && example.text() != null
                    && example.text().symbols().isEmpty())));
  }

  /** The examples of a corpus that {@link Survey} found whole. */
  JavaRDD<RawExample> examples() {
    return records.map(RawExample.class::cast);
  }

  /** The problem in one line with the place where its owner finds it. */
  UserError error(Problem problem) {
    Unit unit = problem.place().unit();
    if (unit.file().isEmpty()) {
      return new UserError("table " + paths + ": " + problem.message());
    }
    long before =
        rows.filter(
                place ->
                    place.unit().file().equals(unit.file()) && place.unit().block() < unit.block())
            .count();
    return new UserError(
        CorpusPaths.display(unit.file())
            + (hasLines ? ":" : ", row ")
            + (before + problem.place().row() + 1)
            + ": "
            + problem.message());
  }
}
