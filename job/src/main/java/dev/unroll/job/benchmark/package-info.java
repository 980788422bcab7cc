/**
 * Timing of training steps, without Spark and with it: {@link dev.unroll.job.benchmark.Workload}.
 */
package dev.unroll.job.benchmark;
