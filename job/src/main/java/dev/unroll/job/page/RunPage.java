package dev.unroll.job.page;

import dev.unroll.job.chart.Numbers;
import dev.unroll.job.config.EffectiveConfig.Setting;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.page.Page.Tile;
import dev.unroll.job.report.Machine;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunCurves;
import dev.unroll.job.report.RunEnd;
import dev.unroll.job.report.RunFacts;
import dev.unroll.job.report.RunHistory;
import dev.unroll.job.report.ValidationReport;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code report.html}: what a run was made of, what happened, and what came of it. Where something
 * was not recorded it says so and shows the rest.
 */
public final class RunPage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final RecordedRun run;
  private final RunHistory history;
  private final Page page;

  private RunPage(RecordedRun run) {
    this.run = run;
    this.history = run.history();
    this.page = new Page("Run " + run.name().substring(run.name().lastIndexOf('/') + 1));
  }

  /** The page as HTML. */
  public static String of(RecordedRun run) {
    return new RunPage(run).build();
  }

  private String build() {
    page.note(run.name());
    addOutcome();
    if (!run.problems().isEmpty()) {
      page.warning("What is missing", run.problems());
    }
    addCurves();
    if (history.best() != null) {
      addBest(history.best());
    }
    if (!history.samples().isEmpty()) {
      addSamples();
    }
    if (history.hasSteps()) {
      TimeSection.add(page, history);
    }
    addRecipe();
    if (history.start() != null) {
      addData(history.start().facts());
      addMachines(history.start().facts());
    }
    return page.toHtml();
  }

  private void addOutcome() {
    StringBuilder sentences = new StringBuilder();
    if (history.firstStart() != null) {
      sentences.append("A %s. ".formatted(history.firstStart().task().replace('-', ' ')));
      sentences.append("It began on %s".formatted(time(history.firstStart().time())));
      if (history.starts() > 1) {
        sentences.append(", was resumed %s".formatted(times(history.starts() - 1)));
      }
      sentences.append(end(history.end()));
    }
    page.paragraph(sentences.toString());
    page.tiles(tiles());
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static String end(RunEnd end) {
    return end == null
        ? "."
        : " and %s on %s after step %,d: %s."
            .formatted(
                end.reason() == RunEnd.Reason.FINISHED
                    ? "ended"
                    : Spelling.of(end.reason()).replace('-', ' '),
                time(end.time()),
                end.step(),
                end.message());
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    ValidationReport best = history.best();
    if (best != null) {
      String metric = RunCurves.shownMetric(history);
      tiles.add(
          new Tile("best " + RunCurves.metricLabel(metric), value(best.metrics().get(metric))));
      tiles.add(new Tile("after step (epoch)", "%,d (%d)".formatted(best.step(), best.epoch())));
    }
    if (history.hasSteps()) {
      RunHistory.Totals totals = history.totals();
      tiles.add(new Tile("training steps", "%,d".formatted(history.lastStep().step())));
      tiles.add(new Tile("time", Numbers.duration(Math.round(totals.seconds()))));
      tiles.add(new Tile("tokens a second", "%,.0f".formatted(totals.symbolsPerSecond())));
      double clipped = 100.0 * totals.clippedSteps() / totals.steps();
      tiles.add(new Tile("clipped steps", "%.0f %%".formatted(clipped)));
    }
    if (history.start() != null) {
      tiles.add(new Tile("parameters", "%,d".formatted(history.start().parameters())));
    }
    return tiles;
  }

  private static String value(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void addCurves() {
    page.section("Curves");
    if (!history.hasSteps()) {
      page.paragraph("There is no step to draw.");
      return;
    }
    page.charts(RunCurves.of(history, run.clipNorm()));
    page.note(
        "Where there are more steps than points, a point is the mean of several, and the pale band"
            + " reaches from the least to the greatest. The training loss is that of each batch as"
            + " it was learned, with dropout.");
  }

  private void addBest(ValidationReport best) {
    page.section("The best model, on the validation data");
    page.note("After step %,d, epoch %d.".formatted(best.step(), best.epoch()));
    List<List<Cell>> rows = new ArrayList<>();
    best.metrics()
        .forEach(
            (name, value) -> rows.add(List.of(Cell.head(label(name)), Cell.number(value(value)))));
    page.table(List.of("metric", "value"), rows);
    FindingsSection.add(page, best.findings());
  }

  private String label(String metric) {
    boolean squares = history.start() != null && history.start().task().equals("regressor");
    return metric.equals("loss")
        ? squares ? "loss (squared error)" : "loss (nats)"
        : RunCurves.metricLabel(metric);
  }

  private void addSamples() {
    page.section("What the model wrote by itself");
    List<RunHistory.Sample> samples = history.samples();
    for (int i = samples.size() - 1; i >= 0; i--) {
      page.heading("After step %,d".formatted(samples.get(i).step()));
      List<String> texts = samples.get(i).texts();
      boolean lines = texts.stream().noneMatch(text -> text.contains("\n"));
      page.text(String.join(lines ? "\n" : "\n\n", texts));
    }
  }

  private void addRecipe() {
    page.section("Recipe");
    if (run.settings().isEmpty()) {
      page.paragraph("It is not known.");
      return;
    }
    List<List<Cell>> given = new ArrayList<>();
    List<List<Cell>> defaults = new ArrayList<>();
    for (Setting setting : run.settings()) {
      (setting.isDefault() ? defaults : given)
          .add(
              List.of(
                  Cell.head(setting.key()),
                  Cell.longText(setting.plainValue()),
                  Cell.longText(setting.origin())));
    }
    List<String> head = List.of("key", "value", "where it comes from");
    page.stackedTable(head, given);
    page.details(
        "%d more keys have their defaults".formatted(defaults.size()),
        () -> page.stackedTable(head, defaults));
  }

  private void addData(RunFacts facts) {
    page.section("Data");
    List<List<Cell>> rows = new ArrayList<>();
    facts
        .sizes()
        .forEach(
            (name, size) -> rows.add(List.of(Cell.head(name), Cell.number("%,d".formatted(size)))));
    page.table(List.of(), rows);
    page.note("Fingerprint of the training data: " + facts.fingerprint());
  }

  private void addMachines(RunFacts facts) {
    page.section("Machines");
    List<List<Cell>> rows = new ArrayList<>();
    for (Machine machine : facts.machines()) {
      rows.add(
          List.of(
              Cell.head(machine.process()),
              Cell.longText(machine.host()),
              Cell.longText(machine.cpu()),
              Cell.longText(Integer.toString(machine.cores())),
              Cell.longText(machine.blas()),
              Cell.longText(machine.gates()),
              Cell.longText(machine.probe())));
    }
    page.stackedTable(List.of("process", "host", "CPU", "cores", "BLAS", "gates", "probe"), rows);
    boolean differ = facts.machines().stream().map(Machine::probe).distinct().count() > 1;
    page.note(
        (differ
                ? "Probes differ: the same product has other bits on other machines, so the model"
                    + " depends on where its shards ran. "
                : "Where probes are the same, products have the same bits. ")
            + versions(facts.versions())
            + "Gradients travelled by the exchange %s.".formatted(facts.exchange()));
  }

  private static String versions(Map<String, String> versions) {
    StringBuilder text = new StringBuilder();
    versions.forEach((name, version) -> text.append(name).append(' ').append(version).append(". "));
    return text.toString();
  }
}
