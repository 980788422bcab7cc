package dev.unroll.job.corpus;

import java.io.Serializable;
import java.util.List;

/** Makes an example of the lines of a record. */
interface LineParser extends Serializable {

  /**
   * The example.
   *
   * @param lines at least one
   * @throws Malformed with the line that is wrong
   */
  RawExample parse(List<Line> lines);
}
