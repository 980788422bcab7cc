package dev.unroll.job.corpus;

import java.io.Serializable;
import java.util.List;

/**
 * A source and its target, before symbols are numbered.
 *
 * @param source symbols of the source
 * @param target symbols of the target
 * @param targetText the target as its owner wrote it, in lower case where the tokenizer does that
 */
public record TextPair(List<String> source, List<String> target, String targetText)
    implements Serializable {}
