package dev.unroll.job.report;

/**
 * Hears what happens in a training run, in order, on the driver's training thread: {@code onStart},
 * then any number of {@code onStep}, {@code onValidation} and {@code onCheckpoint}, then {@code
 * onEnd}, also when the run fails.
 *
 * <p>A listener must return quickly: the next step waits for it. What it throws ends the run, so a
 * rule of one's own for stopping is a listener too.
 *
 * <pre>{@code
 * TrainingListener halfHour =
 *     new TrainingListener() {
 *       private final Instant end = Instant.now().plus(Duration.ofMinutes(30));
 *
 *       public void onStep(StepReport step) {
 *         if (Instant.now().isAfter(end)) {
 *           throw new IllegalStateException("half an hour is over after step " + step.step());
 *         }
 *       }
 *     };
 * EffectiveConfig config = ConfigLoader.fromFile(Path.of("conf/char-lm.conf"), List.of());
 * new TrainingRun(session, config, List.of(halfHour)).run(false);
 * }</pre>
 */
public interface TrainingListener {

  /** Before the first step of this process, after everything has been checked and staged. */
  default void onStart(RunStart start) {}

  /** After the update of every step. */
  default void onStep(StepReport step) {}

  /** After every pass over the validation data. */
  default void onValidation(ValidationReport validation) {}

  /** After a checkpoint is whole and in its place. */
  default void onCheckpoint(CheckpointReport checkpoint) {}

  /** Once, at the end of the run, whichever way it ended. */
  default void onEnd(RunEnd end) {}
}
