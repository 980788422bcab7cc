package dev.unroll.job.corpus;

import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.Serializable;

/**
 * How symbols and labels become numbers.
 *
 * @param vocabulary symbols of the text, or of a translator's source; null where the input is dense
 *     only
 * @param targetVocabulary symbols of a translator's target; null for other tasks
 * @param labels tags, classes or a generator's conditions; null where there are none
 */
public record Encoding(Vocabulary vocabulary, Vocabulary targetVocabulary, LabelSet labels)
    implements Serializable {}
