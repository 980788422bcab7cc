package dev.unroll.job.corpus;

import dev.unroll.text.LabelSet;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the outputs of a network are called. With a softmax or CRF each label is one output of which
 * exactly one holds. With sigmoids any number of outputs hold: a label names those that do, with
 * "|" between them, and "O", "0" or nothing where none does.
 *
 * @param several whether any number of outputs may hold
 */
record LabelSplitter(boolean several) implements Serializable {
  private static final Set<String> NONE = Set.of("O", "0", "");

  /** The outputs that a label names. */
  List<String> outputs(String label) {
    return several
        ? Stream.of(label.split("\\|", -1))
            .map(String::strip)
            .filter(name -> !NONE.contains(name))
            .toList()
        : List.of(label);
  }

  /**
   * Checks that all outputs of an example are known.
   *
   * @throws Malformed if one is not
   */
  RawExample require(LabelSet known, RawExample example) {
    for (String label : example.labels()) {
      for (String output : outputs(label)) {
        if (!known.contains(output)) {
          throw new Malformed(
              example.place(),
              "expected a label of corpus.train, got %s; they are %s"
                  .formatted(Problem.quote(output), Problem.quoteAll(known.labels())));
        }
      }
    }
    return example;
  }
}
