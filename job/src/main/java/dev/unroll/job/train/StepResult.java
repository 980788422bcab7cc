package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;

/**
 * The sum over all shards of one step.
 *
 * @param loss the summed loss
 * @param symbols symbols computed on
 * @param gradients the summed gradients; valid until the next step of the exchange
 */
public record StepResult(LossSum loss, long symbols, Gradients gradients) {}
