package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.util.List;

/**
 * The sum over a node of the shard tree.
 *
 * @param loss the summed loss
 * @param symbols symbols computed on
 * @param gradients the summed gradients; null where no shard of the node had anything to add
 * @param tasks what tasks have done for it, where it was measured
 */
record Partial(LossSum loss, long symbols, Gradients gradients, List<TaskReport> tasks) {

  /** The sum over no data. */
  static final Partial NOTHING = new Partial(LossSum.ZERO, 0, null, List.of());
}
