package dev.unroll.job.corpus;

import java.io.Serializable;
import java.util.List;

/**
 * A text as its owner wrote it: as characters, or cut into symbols already.
 *
 * @param characters null where the text is cut
 * @param symbols null where it is not
 */
record Text(String characters, List<String> symbols) implements Serializable {

  static Text of(String characters) {
    return new Text(characters, null);
  }

  static Text of(List<String> symbols) {
    return new Text(null, symbols);
  }
}
