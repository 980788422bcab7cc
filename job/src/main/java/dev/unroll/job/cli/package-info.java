/**
 * The command line. In reading order: {@link dev.unroll.job.cli.Main}, {@code Verbs}, which joins
 * each verb to its work, the verbs themselves ({@code TrainCommand} first), {@code Mistakes}.
 */
package dev.unroll.job.cli;
