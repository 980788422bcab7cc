package dev.unroll.job.report;

/**
 * One finished training step.
 *
 * @param step its number, from 1
 * @param epoch the epoch it belongs to, from 1
 * @param loss mean loss over the global batch before the update, in nats per symbol (per label, per
 *     value)
 * @param symbols the number of symbols that the step computed on: time steps summed over the
 *     sequences of the global batch
 * @param gradientNorm global norm of the mean gradient before clipping
 * @param clipped whether clipping changed the gradient
 * @param learningRate the learning rate used in this step
 * @param nanos wall time of the step, in nanoseconds
 * @param time the parts of it
 * @param traffic what travelled between driver and executors in this step
 */
public record StepReport(
    long step,
    int epoch,
    double loss,
    long symbols,
    double gradientNorm,
    boolean clipped,
    double learningRate,
    long nanos,
    StepTime time,
    Traffic traffic) {}
