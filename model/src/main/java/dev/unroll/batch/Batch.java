package dev.unroll.batch;

/** A batch for a network: sequences for one stack, or pairs for an encoder and a decoder. */
public sealed interface Batch permits SequenceBatch, PairBatch {

  /** Number of sequences or pairs. */
  int size();
}
