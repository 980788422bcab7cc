package dev.unroll.job.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events of runs that never were. */
public final class Events {
  public static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

  private Events() {}

  public static RunStart start(String task, LossUnit unit, long resumedStep) {
    return new RunStart(BEGAN, task, unit, resumedStep, 100, 1_234, facts());
  }

  private static RunFacts facts() {
    return new RunFacts(
        "rpc",
        Map.of("java", "17"),
        "0123456789abcdef",
        Map.of("training symbols", 5_000L, RunFacts.STEPS_PER_EPOCH, 20L),
        List.of(new Machine("driver", "here", "A CPU", 2, "OpenBLAS", "loops", "f00")));
  }

  public static StepReport step(long step, double loss) {
    return new StepReport(
        step,
        (int) (step / 20) + 1,
        loss,
        500,
        2 * loss,
        loss > 2,
        0.01,
        4_000_000,
        new StepTime(2_000_000, 1_000_000, 500_000, 400_000, 100_000),
        Traffic.NONE.plus(Map.of("1", new Traffic.Bytes(1_000, 2_000))));
  }

  public static ValidationReport validation(
      long step, boolean best, String chosenBy, Map<String, Double> metrics) {
    return new ValidationReport(
        step,
        (int) (step / 20) + 1,
        metrics,
        chosenBy,
        best,
        List.of("step " + step),
        best ? Map.of("symbols", 7) : Map.of(),
        10_000_000);
  }

  public static Map<String, Double> metrics(double loss, double f1) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss);
    metrics.put("f1", f1);
    return metrics;
  }

  public static RunEnd end(long step) {
    return new RunEnd(BEGAN.plusSeconds(60), step, RunEnd.Reason.FINISHED, "all steps are done");
  }
}
