package dev.unroll.job.page;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.report.Events;
import dev.unroll.job.report.LossUnit;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunHistory;
import dev.unroll.job.report.ValidationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs that never were: one of each task, and some whose records have gaps. */
final class SampleRuns {
  /** A text that must not become markup. */
  static final String NASTY =
      "<script>alert('no')</script> & \"<img src=http://example.com/x>\"\u0007";

  private static final String LONG = "a-label-that-is-" + "very-".repeat(20) + "long";

  private SampleRuns() {}

  static Map<String, RecordedRun> all() {
    Map<String, RecordedRun> runs = new LinkedHashMap<>();
    runs.put(
        "language-model",
        run("language-model", LossUnit.BITS, 2_000, List.of(NASTY), Map.of("unknown_rate", 0.01)));
    runs.put(
        "generator",
        run(
            "generator",
            LossUnit.PERPLEXITY,
            300,
            List.of("X:1\nK:C\n" + "abc|".repeat(40)),
            Map.of()));
    runs.put("tagger", run("tagger", LossUnit.LOSS, 100, List.of(), tagger()));
    runs.put("classifier", run("classifier", LossUnit.LOSS, 100, List.of(), classifier()));
    runs.put("regressor", run("regressor", LossUnit.LOSS, 100, List.of(), Map.of("numbers", 12)));
    runs.put("translator", run("translator", LossUnit.PERPLEXITY, 100, List.of(), translator()));
    runs.put("killed", killed());
    runs.put(
        "nothing",
        new RecordedRun("runs/nothing", new RunHistory(), List.of(), List.of("all is missing")));
    return runs;
  }

  private static RecordedRun run(
      String task, LossUnit unit, long steps, List<String> samples, Map<String, Object> findings) {
    RunHistory history = new RunHistory();
    history.onStart(Events.start(task, unit, 0));
    String chosenBy = unit != LossUnit.LOSS ? "loss" : task.equals("regressor") ? "rmse" : "f1";
    for (long step = 1; step <= steps; step++) {
      history.onStep(Events.step(step, 0.5 + 4.0 / step + 0.1 * Math.sin(step)));
      if (step % 20 == 0) {
        Map<String, Double> metrics = Events.metrics(0.5 + 5.0 / step, 1 - 9.0 / (step + 9));
        if (chosenBy.equals("rmse")) {
          metrics.put("rmse", metrics.remove("f1"));
        }
        history.onValidation(
            new ValidationReport(
                step, (int) step / 20, metrics, chosenBy, true, samples, findings, 10_000_000));
      }
    }
    history.onEnd(Events.end(steps));
    return new RecordedRun("hdfs://store/runs/" + task, history, settings(task), List.of());
  }

  private static List<EffectiveConfig.Setting> settings(String task) {
    return EffectiveConfig.readSettings(
        """
        task = "%s"  # conf/%s.conf:1
        corpus.train = "hdfs://store/%s/train.txt"  # --set corpus.train=hdfs://store/%s/train.txt
        train.clip.norm = 3  # conf/%s.conf:12
        train.epochs = 10  # unroll-reference.conf:77
        """
            .formatted(task, task, "a-long-way/".repeat(12), "a-long-way/".repeat(12), task));
  }

  private static Map<String, Object> scores(double f1) {
    return Map.of("precision", f1, "recall", f1, "f1", f1, "gold", 1_234, "found", 1_111);
  }

  private static Map<String, Object> confusion(String gold, String found, String at) {
    Map<String, String> place =
        Map.of("before", "The old man and the", "at", at, "behind", "went " + NASTY);
    return Map.of("gold", gold, "found", found, "count", 12, "places", List.of(place, place));
  }

  private static Map<String, Object> tagger() {
    return Map.of(
        "by_type",
        Map.of("PER", scores(0.9), LONG, scores(0.1)),
        "confusions",
        List.of(confusion("B-PER", "O", "sea"), confusion(LONG, "O", "sea")));
  }

  private static Map<String, Object> classifier() {
    Map<String, Object> matrix = new LinkedHashMap<>();
    List<String> labels = new ArrayList<>(List.of(NASTY, LONG));
    for (int i = 0; i < 20; i++) {
      labels.add("label " + i);
    }
    for (String gold : labels) {
      Map<String, Object> row = new LinkedHashMap<>();
      labels.forEach(found -> row.put(found, gold.equals(found) ? 90 : 1));
      matrix.put(gold, row);
    }
    return Map.of("confusion", matrix, "confusions", List.of(confusion(NASTY, LONG, "")));
  }

  private static Map<String, Object> translator() {
    List<String> source = List.of("j", "u", "n", "e", " ", "1");
    List<String> target = List.of("0", "6", "-", "0", "1");
    List<List<Double>> attention = new ArrayList<>();
    for (int i = 0; i < target.size(); i++) {
      attention.add(List.of(0.0, 0.1, 0.2, 0.3, 0.0, 0.4));
    }
    return Map.of(
        "translations",
        List.of(
            Map.of(
                "source",
                source,
                "reference",
                target,
                "translation",
                target,
                "attention",
                attention)));
  }

  private static RecordedRun killed() {
    RunHistory history = new RunHistory();
    history.onStart(Events.start("tagger", LossUnit.LOSS, 0));
    history.onStep(Events.step(1, 3));
    return new RecordedRun(
        "runs/killed",
        history,
        List.of(),
        List.of("no validation is recorded", "no end is recorded"));
  }
}
