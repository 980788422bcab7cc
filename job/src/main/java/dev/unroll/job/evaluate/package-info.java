/**
 * What a model is worth on data. In reading order: {@link dev.unroll.job.evaluate.TaskBatches}
 * (from examples to a task's batches) and {@link dev.unroll.job.evaluate.Evaluation} with one class
 * for each kind of output; training validates with these two.
 */
package dev.unroll.job.evaluate;
