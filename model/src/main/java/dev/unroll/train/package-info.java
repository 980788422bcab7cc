/**
 * What happens between a summed gradient and the next parameters, in this order: {@link
 * dev.unroll.train.LearningRateSchedule}, {@link dev.unroll.train.GradientClipping}, {@link
 * dev.unroll.train.Optimizer} (made from an {@link dev.unroll.train.OptimizerConfig}).
 */
package dev.unroll.train;
