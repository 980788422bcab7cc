package dev.unroll.job.corpus;

import dev.unroll.job.config.UserError;
import java.util.List;

/**
 * A record a line, fields with one TAB between them, without quoting.
 *
 * @param columns names of the fields, in order
 */
record TsvParser(List<String> columns, ColumnMapper mapper) implements LineParser {

  @Override
  public RawExample parse(List<Line> lines) {
    Line line = lines.get(0);
    List<String> fields = split(line.content());
    if (fields.size() != columns.size()) {
      throw new Malformed(
          line.place(),
          "expected " + String.join("<TAB>", columns) + ", got " + Problem.quote(line.content()));
    }
    return mapper.map(
        line.place(),
        name -> {
          int column = columns.indexOf(name);
          return column < 0 ? null : fields.get(column);
        });
  }

  /**
   * The column names in the first lines of files.
   *
   * @throws UserError if they are not the same everywhere
   */
  static List<String> header(List<Line> firstLines, CorpusPaths paths) {
    List<String> headers;
    try {
      headers = firstLines.stream().map(Line::content).distinct().sorted().toList();
    } catch (Malformed e) {
      throw new UserError(
          CorpusPaths.display(e.problem().place().unit().file()) + ":1: " + e.getMessage(), e);
    }
    if (headers.size() > 1) {
      throw new UserError(
          "%s must have the same header line in every file, got %s; name the columns of files without one in corpus.columns"
              .formatted(paths, Problem.quoteAll(headers.subList(0, 2))));
    }
    return headers.isEmpty() ? List.of() : split(headers.get(0));
  }

  private static List<String> split(String line) {
    return List.of(line.split("\t", -1));
  }
}
