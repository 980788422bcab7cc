package dev.unroll.job.report;

/**
 * One written checkpoint.
 *
 * @param step the last step that it holds
 * @param path where it stands
 * @param nanos wall time of writing it, in nanoseconds
 */
public record CheckpointReport(long step, String path, long nanos) {}
