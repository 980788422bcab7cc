package dev.unroll.batch;

/**
 * Source and target sequences of the same examples. Each side is sorted by its own lengths.
 *
 * @param source input of the encoder; its target is null
 * @param target input (the zero vector, then the target shifted) and target ids of the decoder
 * @param sourceColumns (m) the source sequence that belongs to each target sequence
 */
public record PairBatch(SequenceBatch source, SequenceBatch target, int[] sourceColumns)
    implements Batch {

  @Override
  public int size() {
    return sourceColumns.length;
  }
}
