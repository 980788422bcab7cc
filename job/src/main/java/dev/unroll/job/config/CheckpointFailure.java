package dev.unroll.job.config;

/** What a run does when the store refuses a checkpoint. */
public enum CheckpointFailure {
  /** It trains on and tries again with the next checkpoint. */
  CONTINUE,
  /** It ends at once; the checkpoints before stay. */
  STOP
}
