package dev.unroll.job.corpus;

import java.io.Serializable;

/**
 * Symbols that follow each other in a corpus.
 *
 * @param position number of the first among all symbols of the corpus
 */
record PositionedIds(long position, int[] ids) implements Serializable {}
