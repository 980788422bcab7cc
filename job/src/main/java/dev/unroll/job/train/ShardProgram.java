package dev.unroll.job.train;

import dev.unroll.network.Dropout;
import dev.unroll.network.Network;
import java.io.Serializable;
import java.util.function.Supplier;

/**
 * What the executors must know of a run to compute the gradient of any shard at any step; sent
 * once.
 *
 * @param network makes the network
 * @param source the shards' data
 * @param shards number of shards, S
 * @param seed key of all dropout masks
 * @param dropout rates
 * @param classWeights factor of the loss of each label, null for 1 everywhere
 * @param carriesState whether the recurrent state passes from step to step (streams)
 */
public record ShardProgram(
    NetworkSource network,
    BatchSource source,
    int shards,
    long seed,
    Dropout dropout,
    float[] classWeights,
    boolean carriesState)
    implements Serializable {

  /** Makes a network on the machine where it is needed. */
  @FunctionalInterface
  public interface NetworkSource extends Supplier<Network>, Serializable {}
}
