package dev.unroll.job.train;

import dev.unroll.job.report.Traffic;

/**
 * How one training step travels: parameters out to the shards, the sum of their gradients back. The
 * result is the same bit for bit, whatever the exchange and the cluster.
 */
public interface Exchange extends AutoCloseable {

  /**
   * Computes one step over all shards.
   *
   * @param parameters of this step; not written by anybody until the call returns
   * @param states (S) the state of each shard's streams, entries null at the start of an epoch;
   *     replaced by those after the step when, and only when, the call succeeds
   */
  StepResult step(StepPosition position, float[] parameters, float[][] states);

  /**
   * Lets go of the cluster until the next step, so that another Spark job can run. Parameters may
   * be written by anybody from here on.
   */
  default void pause() {}

  /** What it has carried between processes so far. */
  default Traffic traffic() {
    return Traffic.NONE;
  }

  /** {@code job}, {@code rpc} or {@code none}, as the configuration names it. */
  String name();

  @Override
  void close();
}
