package dev.unroll.job.report;

import java.time.Instant;

/**
 * The start of a run.
 *
 * @param time when this process began with it
 * @param task the task as the configuration spells it, for example {@code language-model}
 * @param lossUnit how the loss is shown
 * @param resumedStep the last step that a resumed run has already behind it, 0 for a new run
 * @param totalSteps the step at which the run ends if nothing stops it early
 * @param parameters the number of parameters of the model
 * @param facts what the run works with
 */
public record RunStart(
    Instant time,
    String task,
    LossUnit lossUnit,
    long resumedStep,
    long totalSteps,
    long parameters,
    RunFacts facts) {}
