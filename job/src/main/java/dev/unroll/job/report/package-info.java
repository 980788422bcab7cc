/**
 * What a person sees of a run. In reading order: {@link dev.unroll.job.report.TrainingListener} and
 * its records, {@link dev.unroll.job.report.StepReport} first.
 */
package dev.unroll.job.report;
