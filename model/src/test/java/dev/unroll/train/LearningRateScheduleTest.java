package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.train.LearningRateSchedule.Constant;
import dev.unroll.train.LearningRateSchedule.CosineWarmup;
import dev.unroll.train.LearningRateSchedule.HalveOnPlateau;
import dev.unroll.train.LearningRateSchedule.StepDecay;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  private static final double TOLERANCE = 1e-15;

  @Test
  void withWarmup_overCosine_isTheProductCountedFromStepZero() {
    double lr = 0.003;
    int total = 400;
    LearningRateSchedule schedule = new CosineWarmup(lr, 0, total, 0.05 * lr).withWarmup(50);
    for (int k = 0; k < total; k++) {
      double want =
          lr
              * Math.min(1, (k + 1) / 50.0)
              * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * k / total)));
      assertEquals(want, schedule.learningRate(k, ScheduleState.INITIAL), TOLERANCE);
    }
  }

  @Test
  void withWarmup_noSteps_changesNothing() {
    LearningRateSchedule constant = new Constant(0.1);
    assertSame(constant, constant.withWarmup(0));
  }

  @Test
  void stepDecay_atTheBoundary_dropsWithItsFirstStep() {
    LearningRateSchedule schedule = new StepDecay(0.8, 0.5, 3);
    assertEquals(0.8, schedule.learningRate(2, ScheduleState.INITIAL), TOLERANCE);
    assertEquals(0.4, schedule.learningRate(3, ScheduleState.INITIAL), TOLERANCE);
    assertEquals(0.2, schedule.learningRate(8, ScheduleState.INITIAL), TOLERANCE);
  }

  @Test
  void halveOnPlateau_validationsThatDoNotImprove_halveOncePatienceIsSpent() {
    LearningRateSchedule schedule = new HalveOnPlateau(1, 0.5, 2, 0.2).withWarmup(10);
    double[] validations = {3.0, 2.0, 2.5, 2.0, 1.9, 1.9, 1.9, 5.0, 5.0, Double.NaN, 5.0};
    double[] rates = {1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2};
    ScheduleState state = ScheduleState.INITIAL;
    for (int i = 0; i < rates.length; i++) {
      state = schedule.afterValidation(state, validations[i]);
      assertEquals(rates[i], schedule.learningRate(100, state), TOLERANCE, "after " + i);
    }
    assertEquals(1.9, state.best());
    assertEquals(0.1 * 0.2, schedule.learningRate(0, state), TOLERANCE);
  }

  @Test
  void halveOnPlateau_patienceOfOne_halvesWithTheFirstFailure() {
    LearningRateSchedule schedule = new HalveOnPlateau(1, 0.5, 1, 0);
    ScheduleState state = schedule.afterValidation(ScheduleState.INITIAL, 2);
    assertEquals(0.5, schedule.learningRate(0, schedule.afterValidation(state, 2)), TOLERANCE);
  }

  @Test
  void afterValidation_scheduleThatDoesNotListen_passesTheStateOn() {
    ScheduleState state = new ScheduleState(1.5, 2, 1);
    assertSame(state, new Constant(0.1).afterValidation(state, 9));
  }

  @Test
  void schedule_outOfRange_namesRuleAndValue() {
    assertEquals(
        "schedule.total-steps must be > schedule.warmup-steps = 5, got 5",
        assertThrows(IllegalArgumentException.class, () -> new CosineWarmup(0.1, 5, 5, 0))
            .getMessage());
    assertEquals(
        "learning-rate must be > 0, got -0.1",
        assertThrows(IllegalArgumentException.class, () -> new Constant(-0.1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new HalveOnPlateau(0.1, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new ScheduleState(1, -1, 0));
  }
}
