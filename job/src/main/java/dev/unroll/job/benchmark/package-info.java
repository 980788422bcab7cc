/**
 * Timing of training steps, without Spark and with it, and of scoring: {@link
 * dev.unroll.job.benchmark.Workload}, {@link dev.unroll.job.benchmark.StepBenchmark}, {@link
 * dev.unroll.job.benchmark.ScoreBenchmark}.
 */
package dev.unroll.job.benchmark;
