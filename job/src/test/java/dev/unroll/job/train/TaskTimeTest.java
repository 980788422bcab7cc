package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.job.report.StepTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTimeTest {

  @Test
  void ofStep_unequalTasks_addsUpToTheStep() {
    StepTime time = TaskTime.ofStep(List.of(new TaskTime(10, 6), new TaskTime(30, 20)), 34, 39);
    assertEquals(new StepTime(13, 7, 10, 4, 5), time);
    assertEquals(39, time.total());
  }

  @Test
  void ofStep_tasksThatSeemSlowerThanTheExchange_addsUpToTheStep() {
    StepTime time = TaskTime.ofStep(List.of(new TaskTime(50, 60)), 40, 55);
    assertEquals(new StepTime(50, 0, 0, 0, 5), time);
  }
}
