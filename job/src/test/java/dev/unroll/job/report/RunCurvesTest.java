package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.chart.Panel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunCurvesTest {

  private static RunHistory history(LossUnit unit, String task) {
    RunHistory history = new RunHistory();
    history.onStart(Events.start(task, unit, 0));
    return history;
  }

  private static List<String> labels(List<Panel> panels) {
    return panels.stream().map(Panel::yLabel).toList();
  }

  @Test
  void panels_wordModel_showPerplexity() {
    RunHistory history = history(LossUnit.PERPLEXITY, "language-model");
    history.onStep(Events.step(1, Math.log(100)));
    history.onStep(Events.step(2, Math.log(2)));
    history.onValidation(Events.validation(2, true, "loss", Map.of("loss", Math.log(3))));
    List<Panel> panels = RunCurves.of(history, Double.POSITIVE_INFINITY);
    assertEquals(
        List.of("perplexity", "learning rate", "norm of the mean gradient"), labels(panels));
    Panel loss = panels.get(0);
    assertEquals("step (20 an epoch)", loss.xLabel());
    assertTrue(loss.logarithmic(), "100 is more than 30 times 2");
    assertEquals(100, loss.curves().get(0).points().get(0).y(), 1e-9);
    assertEquals(3, loss.curves().get(1).points().get(0).y(), 1e-9);
    assertFalse(panels.get(2).logarithmic());
    assertTrue(panels.get(2).levels().isEmpty());
  }

  @Test
  void panels_tagger_showWhatItIsChosenByAndTheThreshold() {
    RunHistory history = history(LossUnit.LOSS, "tagger");
    history.onStep(Events.step(1, 1));
    history.onValidation(Events.validation(1, true, "f1", Events.metrics(1.5, 0.5)));
    List<Panel> panels = RunCurves.of(history, 5);
    assertEquals(
        List.of("nats per label", "F1 (0 to 1)", "learning rate", "norm of the mean gradient"),
        labels(panels));
    assertEquals(List.of(new Panel.Level("clipped above 5", 5)), panels.get(3).levels());
  }

  @Test
  void panels_beforeTheFirstStep_areNone() {
    assertTrue(RunCurves.of(new RunHistory(), 1).isEmpty());
    assertTrue(RunCurves.of(history(LossUnit.BITS, "language-model"), 1).isEmpty());
  }

  @Test
  void samples_manyValidations_areFewWithFirstAndLast() {
    RunHistory history = history(LossUnit.BITS, "language-model");
    for (long step = 1; step <= 1000; step++) {
      history.onValidation(Events.validation(step, false, "loss", Map.of("loss", 1.0)));
    }
    List<RunHistory.Sample> samples = history.samples();
    assertTrue(samples.size() <= 9, "samples: " + samples.size());
    assertEquals(1, samples.get(0).step());
    assertEquals(1000, samples.get(samples.size() - 1).step());
  }
}
