package dev.unroll.job.corpus;

import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.Serializable;
import java.util.Objects;

/**
 * How symbols and labels become numbers.
 *
 * @param vocabulary symbols of the text; of a translator's source
 * @param targetVocabulary symbols of a translator's target; null for other tasks
 * @param labels tags, classes or a generator's conditions; null where there are none
 */
public record Encoding(Vocabulary vocabulary, Vocabulary targetVocabulary, LabelSet labels)
    implements Serializable {

  public Encoding {
    Objects.requireNonNull(vocabulary, "vocabulary");
  }
}
