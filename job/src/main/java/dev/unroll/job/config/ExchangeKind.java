package dev.unroll.job.config;

/** How gradients and parameters travel between driver and tasks. */
public enum ExchangeKind {
  /** The fastest that can run in the given session. */
  AUTO,
  /** One Spark job a step. */
  JOB,
  /** Many steps inside one running stage, over Spark's plugin channel. */
  RPC
}
