package dev.unroll.job.corpus;

import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A corpus as one sequence of symbols: files in the order of their paths, records in the order of
 * their file.
 *
 * @param examples the records
 * @param endsRecords whether the end symbol follows each record; else it follows each file
 * @param starts position of each unit's first symbol
 * @param ends what follows the last record of each file; empty where each record has its own end
 * @param symbols length of the sequence
 */
record StreamText(
    JavaRDD<RawExample> examples,
    boolean endsRecords,
    Map<Unit, Long> starts,
    List<End> ends,
    long symbols) {

  /**
   * The end of a file.
   *
   * @param newline whether a last "\n" is a symbol before the end symbol
   */
  record End(long position, boolean newline) {}

  /** A corpus whose records end with the end symbol, which the survey has counted. */
  static StreamText ofRecords(JavaRDD<RawExample> examples, Survey survey) {
    Map<Unit, Long> starts = new HashMap<>();
    long position = 0;
    for (Survey.UnitCount unit : survey.units()) {
      starts.put(unit.unit(), position);
      position += unit.symbols();
    }
    return new StreamText(examples, true, starts, List.of(), position);
  }

  /**
   * A corpus whose files are one text each.
   *
   * @param withNewline the files whose last "\n" is a symbol
   */
  static StreamText ofFiles(JavaRDD<RawExample> examples, Survey survey, Set<String> withNewline) {
    Map<Unit, Long> starts = new HashMap<>();
    List<End> ends = new ArrayList<>();
    long position = 0;
    for (int i = 0; i < survey.units().size(); i++) {
      Survey.UnitCount unit = survey.units().get(i);
      starts.put(unit.unit(), position);
      position += unit.symbols();
      String file = unit.unit().file();
      boolean isLast =
          i + 1 == survey.units().size() || !survey.units().get(i + 1).unit().file().equals(file);
      if (isLast) {
        boolean newline = withNewline.contains(file);
        ends.add(new End(position, newline));
        position += newline ? 2 : 1;
      }
    }
    return new StreamText(examples, false, starts, ends, position);
  }

  /** All texts, for counting. */
  JavaRDD<Text> texts(JavaSparkContext spark) {
    JavaRDD<Text> texts = examples.map(RawExample::text);
    int newlines = (int) ends.stream().filter(End::newline).count();
    return newlines == 0
        ? texts
        : texts.union(spark.parallelize(Collections.nCopies(newlines, Text.of("\n")), 1));
  }

  /** The symbols at the ends of files. */
  List<PositionedIds> encodedEnds(Vocabulary vocabulary) {
    List<PositionedIds> encoded = new ArrayList<>();
    for (End end : ends) {
      int[] ids =
          end.newline()
              ? new int[] {vocabulary.id("\n"), Vocabulary.EOS}
              : new int[] {Vocabulary.EOS};
      encoded.add(new PositionedIds(end.position(), ids));
    }
    return encoded;
  }
}
