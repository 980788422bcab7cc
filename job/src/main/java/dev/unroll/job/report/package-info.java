/**
 * What a person sees of a run. In reading order: {@link dev.unroll.job.report.TrainingListener} and
 * its records, {@link dev.unroll.job.report.StepReport} first; then the listeners {@link
 * dev.unroll.job.report.ProgressLine} and {@link dev.unroll.job.report.MetricsLog}.
 */
package dev.unroll.job.report;
