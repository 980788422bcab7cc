/**
 * Examples and the batches that networks compute with. Read {@link dev.unroll.batch.Example},
 * {@link dev.unroll.batch.Packing}, then {@link dev.unroll.batch.SequenceBatch}.
 */
package dev.unroll.batch;
