/**
 * What a person sees of a run. In reading order: {@link dev.unroll.job.report.TrainingListener} and
 * its records, {@link dev.unroll.job.report.StepReport} first; then the listeners {@link
 * dev.unroll.job.report.ProgressLine}, {@link dev.unroll.job.report.MetricsLog}, {@link
 * dev.unroll.job.report.RunHistory} and {@link dev.unroll.job.report.CurvesFile}. {@link
 * dev.unroll.job.report.MetricsReader} reads what was recorded.
 */
package dev.unroll.job.report;
