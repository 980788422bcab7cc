/**
 * A model's columns beside those of a DataFrame. In reading order: {@link
 * dev.unroll.job.score.SequenceScorer}, {@code ScoredRows} (a partition, window by window), {@code
 * RowScorer} (a window of rows), {@code InputReader} (from a row to an {@code Input}), {@code
 * TaskScorer} with one class for each task; {@link dev.unroll.job.score.UnrollFunctions} for SQL,
 * and {@link dev.unroll.job.score.ScoreJob} behind the verb {@code score}.
 */
package dev.unroll.job.score;
