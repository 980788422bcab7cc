package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.chart.Panel;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir java.nio.file.Path dir;

  private static RecordedRun run(String name, int hidden, double best) {
    RunHistory history = new RunHistory();
    history.onStart(Events.start("tagger", LossUnit.LOSS, 0));
    for (long step = 1; step <= 40; step++) {
      history.onStep(Events.step(step, 5.0 / step));
    }
    history.onValidation(Events.validation(20, true, "f1", Events.metrics(0.5, best)));
    history.onValidation(Events.validation(40, false, "f1", Events.metrics(0.25, best / 2)));
    history.onEnd(Events.end(40));
    String conf =
        """
        task = "tagger"  # a.conf:1
        run.dir = "%s"  # a.conf:2
        model.hidden-size = %d  # --set model.hidden-size=%d
        train.clip.norm = 5  # unroll-reference.conf:9
        """
            .formatted(name, hidden, hidden);
    return new RecordedRun(name, history, EffectiveConfig.readSettings(conf), List.of());
  }

  private static Comparison compare(RecordedRun... runs) {
    return new Comparison(List.of(runs), key -> !key.equals("run.dir"));
  }

  @Test
  void runs_thatDiffer_showOnlyDifferencesOfTheRecipe() {
    Comparison both = compare(run("runs/a", 64, 0.8), run("runs/b", 128, 0.9));
    assertEquals(List.of("a", "b"), both.names());
    assertEquals(Map.of("model.hidden-size", List.of("64", "128")), both.differences());
    Map<String, List<String>> outcome = both.outcome();
    assertEquals(List.of("0.80000", "0.90000"), outcome.get("valid f1"));
    assertEquals(List.of("0.50000", "0.50000"), outcome.get("valid loss"), "of the best model");
    assertEquals(List.of("20", "20"), outcome.get("best step"));
    assertEquals(List.of("125000", "125000"), outcome.get("tokens per second"));
    assertEquals(List.of("finished", "finished"), outcome.get("end"));
    assertEquals(
        "{run=runs/b, recipe={model.hidden-size=128}, valid={loss=0.5, f1=0.9}, chosen_by=f1,"
            + " best_step=20, seconds=0.18, steps=40, tokens_per_second=125000.0, end=finished,"
            + " problems=[]}",
        both.toJson().get(1).toString());
  }

  @Test
  void runs_ofTheSameName_keepTheirPaths() {
    assertEquals(List.of("x/a", "y/a"), compare(run("x/a", 1, 0.1), run("y/a", 1, 0.1)).names());
  }

  @Test
  void runs_oneWithoutRecords_areComparedByWhatThereIs() {
    RecordedRun empty = new RecordedRun("c", new RunHistory(), List.of(), List.of("all is gone"));
    Comparison both = compare(run("a", 64, 0.8), empty);
    assertEquals(List.of("64", ""), both.differences().get("model.hidden-size"));
    assertEquals(List.of("0.80000", ""), both.outcome().get("valid f1"));
    assertEquals(List.of("finished", "none recorded"), both.outcome().get("end"));
    assertEquals("step", both.panels().get(0).xLabel(), "steps of an epoch are not known");
    assertEquals(1, both.panels().get(0).curves().size());
    assertEquals(List.of("c: all is gone"), both.problems());
  }

  @Test
  void chart_ofTwoRuns_hasACurveOfEachOverEpochs() throws IOException {
    Comparison both = compare(run("a", 64, 0.8), run("b", 128, 0.9));
    List<Panel> panels = both.panels();
    assertEquals(List.of("F1 (0 to 1)", "nats per label"), labels(panels));
    for (Panel panel : panels) {
      assertEquals("epoch", panel.xLabel());
      assertEquals(List.of("a", "b"), panel.curves().stream().map(Panel.Curve::name).toList());
      assertEquals(2, panel.to(), "40 steps of 20 an epoch");
    }
    Path file = new Path(dir.toUri().getPath(), "chart.png");
    both.draw(file, new Configuration());
    assertEquals(600, ImageIO.read(dir.resolve("chart.png").toFile()).getHeight());
    assertEquals(1, Files.list(dir).count(), "no checksum and no unfinished file");
  }

  private static List<String> labels(List<Panel> panels) {
    return panels.stream().map(Panel::yLabel).toList();
  }

  @Test
  void chart_withoutAnyStep_isTheCallersMistake() {
    RecordedRun empty = new RecordedRun("c", new RunHistory(), List.of(), List.of());
    Path file = new Path(dir.toUri().getPath(), "chart.png");
    assertThrows(UserError.class, () -> compare(empty, empty).draw(file, new Configuration()));
    assertTrue(compare(empty, empty).panels().isEmpty());
  }
}
