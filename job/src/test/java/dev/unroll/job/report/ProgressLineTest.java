package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.chart.Numbers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<String> out = new ArrayList<>();
  private long now;

  @Test
  void log_manySteps_getsOneLinePerInterval() {
    ProgressLine progress = ProgressLine.inLog(out::add, 10, () -> now);
    progress.onStart(
        new RunStart(
            Instant.EPOCH, "language-model", LossUnit.BITS, 0, 100, 1_234_567, RunFacts.NONE));
    for (int step = 1; step <= 25; step++) {
      now += SECOND;
      progress.onStep(step(step, 2.0, step % 4 == 0));
    }
    assertEquals(
        List.of(
            "training a language-model with 1,234,567 parameters for 100 steps",
            "step 10/100  epoch 1  loss 2.0000  bits 2.885  gradient 0.500  clipped 20 %"
                + "  2,048 symbols/s  rate 0.00300  1:30 left",
            "step 20/100  epoch 1  loss 2.0000  bits 2.885  gradient 0.500  clipped 25 %"
                + "  2,048 symbols/s  rate 0.00300  1:20 left"),
        out);
  }

  @Test
  void terminal_everyStep_redrawsTheSameLine() {
    ProgressLine progress = ProgressLine.inTerminal(out::add, () -> now);
    progress.onStart(
        new RunStart(Instant.EPOCH, "tagger", LossUnit.LOSS, 0, 100, 10, RunFacts.NONE));
    now += SECOND;
    progress.onStep(step(1, 2.0, false));
    now += SECOND / 100;
    progress.onStep(step(2, 2.0, false));
    assertEquals(2, out.size(), "a redraw every 10 ms would only flicker");
    assertTrue(out.get(1).startsWith("\r\033[?7lstep 1/100  epoch 1  loss 2.0000  gradient"));
    assertTrue(out.get(1).endsWith("\033[K\033[?7h"), "no line end");
  }

  @Test
  void validation_inTerminal_isALineOfItsOwn() {
    ProgressLine progress = ProgressLine.inTerminal(out::add, () -> now);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", 1.5);
    metrics.put("bits", 2.164);
    progress.onValidation(
        new ValidationReport(1200, 3, metrics, "loss", true, List.of(), Map.of(), SECOND));
    assertEquals(
        "\r\033[Kepoch 3, step 1,200: valid loss 1.5000, bits 2.1640, the best so far"
            + System.lineSeparator(),
        out.get(0));
  }

  @Test
  void resumedRun_timeLeft_countsOwnStepsOnly() {
    ProgressLine progress = ProgressLine.inLog(out::add, 1, () -> now);
    progress.onStart(
        new RunStart(
            Instant.EPOCH, "language-model", LossUnit.PERPLEXITY, 50, 100, 10, RunFacts.NONE));
    now += SECOND;
    progress.onStep(step(51, Math.log(100), true));
    assertTrue(out.get(0).endsWith(", resumed after step 50"), out.get(0));
    assertTrue(out.get(1).contains("perplexity 100.000"), out.get(1));
    assertTrue(out.get(1).contains("clipped 100 %"), out.get(1));
    assertTrue(out.get(1).endsWith("0:49 left"), out.get(1));
  }

  @Test
  void end_ofARunOnExecutors_saysWhatAStepCarried() {
    ProgressLine progress = ProgressLine.inLog(out::add, 10, () -> now);
    progress.onStart(new RunStart(Instant.EPOCH, "tagger", LossUnit.LOSS, 2, 4, 10, RunFacts.NONE));
    for (int step = 3; step <= 4; step++) {
      Traffic carried =
          Traffic.NONE.plus(
              Map.of(
                  "0", new Traffic.Bytes(1_000_000L * step, 5_000),
                  "11", new Traffic.Bytes(0, 250_000)));
      progress.onStep(
          new StepReport(step, 1, 2.0, 1, 0.5, false, 0.003, SECOND, StepTime.NONE, carried));
    }
    progress.onEnd(new RunEnd(Instant.EPOCH, 4, RunEnd.Reason.FINISHED, "all steps are done"));
    assertEquals(
        "a step carried 3.500 MB to the driver and 0.255 MB to executors:"
            + " executor 0 3.500 and 0.005, executor 11 0.000 and 0.250",
        out.get(out.size() - 1));
  }

  @Test
  void end_ofALocalRun_saysNothingOfTraffic() {
    ProgressLine progress = ProgressLine.inLog(out::add, 10, () -> now);
    progress.onStart(new RunStart(Instant.EPOCH, "tagger", LossUnit.LOSS, 0, 1, 10, RunFacts.NONE));
    progress.onStep(step(1, 2.0, false));
    progress.onEnd(new RunEnd(Instant.EPOCH, 1, RunEnd.Reason.FINISHED, "all steps are done"));
    assertEquals("ended after step 1: all steps are done", out.get(out.size() - 1));
  }

  @ParameterizedTest
  @CsvSource({"0, 0:00", "59, 0:59", "61, 1:01", "3599, 59:59", "3723, 1:02:03"})
  void duration_seconds_readsAsClock(long seconds, String text) {
    assertEquals(text, Numbers.duration(seconds));
  }

  private static StepReport step(long step, double loss, boolean clipped) {
    return new StepReport(
        step, 1, loss, 2048, 0.5, clipped, 0.003, SECOND, StepTime.NONE, Traffic.NONE);
  }
}
