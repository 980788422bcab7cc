package dev.unroll.job.corpus;

import java.util.List;

/**
 * A line of a file that is read as one long text.
 *
 * @param keepLineEnds whether the "\n" before the line is a symbol of the text
 */
record ContinuousParser(boolean keepLineEnds) implements LineParser {

  @Override
  public RawExample parse(List<Line> lines) {
    Line line = lines.get(0);
    String text = line.text();
    boolean joined = keepLineEnds && !line.place().beginsFile();
    return RawExample.ofText(line.place(), Text.of(joined ? "\n" + text : text));
  }
}
