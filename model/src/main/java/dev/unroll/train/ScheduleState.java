package dev.unroll.train;

/**
 * What a {@link LearningRateSchedule} remembers of the validations so far; part of a checkpoint.
 *
 * @param best the lowest validation result, infinite before the first
 * @param failures validations in a row that did not improve on {@code best}
 * @param reductions how often the learning rate was reduced
 */
public record ScheduleState(double best, int failures, int reductions) {
  /** The state before the first validation. */
  public static final ScheduleState INITIAL = new ScheduleState(Double.POSITIVE_INFINITY, 0, 0);

  /** Checks that the counts are not negative. */
  public ScheduleState {
    if (failures < 0 || reductions < 0) {
      throw new IllegalArgumentException(
          "schedule state must have counts >= 0, got " + failures + " and " + reductions);
    }
  }
}
