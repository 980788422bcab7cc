/**
 * Training and scoring as stages of a Spark ML pipeline. In reading order: {@link
 * dev.unroll.job.ml.SequenceEstimator}, {@link dev.unroll.job.ml.SequenceModel}, {@link
 * dev.unroll.job.ml.SequenceTrainingSummary}; {@code Recipe} makes a configuration of a stage's
 * params, {@code Fit} a training run of it.
 *
 * <p>Only this package knows spark-mllib, which is there wherever a pipeline is; everything else
 * runs without it.
 */
package dev.unroll.job.ml;
