package dev.unroll.job.corpus;

import java.util.List;

/**
 * A record of a corpus, before symbols and labels are numbered.
 *
 * @param text the text, or a translator's source; null where the input is dense only
 * @param target a translator's target; else null
 * @param labels a tagger's tags, a classifier's label, a generator's condition; else empty
 * @param features dense input, one vector after the other; else empty
 * @param values a regressor's number; else empty
 */
record RawExample(
    Place place, Text text, Text target, List<String> labels, float[] features, float[] values)
    implements Parsed {
  private static final float[] NO_VALUES = {};

  static RawExample ofText(Place place, Text text) {
    return new RawExample(place, text, null, List.of(), NO_VALUES, NO_VALUES);
  }

  static RawExample labelled(Place place, Text text, List<String> labels) {
    return new RawExample(place, text, null, labels, NO_VALUES, NO_VALUES);
  }
}
