/**
 * What a model is worth on data. In reading order: {@link dev.unroll.job.evaluate.TaskBatches}
 * (from examples to a task's batches) and {@link dev.unroll.job.evaluate.Evaluation} with one class
 * for each kind of output, which training validates with; then {@link
 * dev.unroll.job.evaluate.ModelEvaluator} behind the verb {@code evaluate}, with {@code
 * StagedEvaluation} for losses and labels and {@code TranslationEvaluation} for whole texts.
 */
package dev.unroll.job.evaluate;
