package dev.unroll.job.report;

import java.time.Instant;

/**
 * The end of a run.
 *
 * @param time when it ended
 * @param step the last finished step
 * @param reason why it ended
 * @param message one sentence for people, for example the reason of a failure
 */
public record RunEnd(Instant time, long step, Reason reason, String message) {

  /** Why a run ends. */
  public enum Reason {
    /** All steps are done. */
    FINISHED,
    /** Validation did not improve for {@code train.early-stopping.patience} passes. */
    STOPPED_EARLY,
    /** It was asked to stop, for example by Ctrl-C. */
    STOPPED,
    /** An exception ended the run. */
    FAILED
  }
}
