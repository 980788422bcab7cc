/**
 * Examples and the batches that networks compute with. Read {@link dev.unroll.batch.Example},
 * {@link dev.unroll.batch.Packing}, {@link dev.unroll.batch.SequenceBatch}, then {@link
 * dev.unroll.batch.Batcher}.
 */
package dev.unroll.batch;
