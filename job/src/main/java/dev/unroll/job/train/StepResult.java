package dev.unroll.job.train;

import dev.unroll.network.LossSum;
import dev.unroll.parameter.Gradients;
import java.util.List;

/**
 * The sum over all shards of one step.
 *
 * @param loss the summed loss
 * @param symbols symbols computed on
 * @param gradients the summed gradients; valid until the next step of the exchange
 * @param tasks what each of the tasks that shared the step has spent on it
 */
public record StepResult(LossSum loss, long symbols, Gradients gradients, List<TaskTime> tasks) {

  /** The sum over all shards. */
  static StepResult of(Partial sum) {
    List<TaskTime> times = sum.tasks().stream().map(TaskReport::time).toList();
    return new StepResult(sum.loss(), sum.symbols(), sum.gradients(), times);
  }
}
