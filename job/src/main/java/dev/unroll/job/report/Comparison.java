package dev.unroll.job.report;

import dev.unroll.job.chart.Numbers;
import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Point;
import dev.unroll.job.chart.PngChart;
import dev.unroll.job.config.EffectiveConfig.Setting;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.config.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Several runs beside each other. */
public final class Comparison {
  /** Points of a training curve where there are several. */
  private static final int SMOOTH = 100;

  private final List<RecordedRun> runs;
  private final List<String> names;
  private final Map<String, List<String>> differences = new LinkedHashMap<>();

  /**
   * Compares.
   *
   * @param isRecipe whether a key of the configuration is of interest
   */
  public Comparison(List<RecordedRun> runs, Predicate<String> isRecipe) {
    this.runs = List.copyOf(runs);
    this.names = shortNames(runs.stream().map(RecordedRun::name).toList());
    runs.stream()
        .flatMap(run -> run.settings().stream())
        .map(Setting::key)
        .distinct()
        .filter(isRecipe)
        .forEach(this::addDifference);
  }

  private void addDifference(String key) {
    List<String> values = runs.stream().map(run -> run.setting(key).orElse("")).toList();
    if (values.stream().distinct().count() > 1) {
      differences.put(key, values);
    }
  }

  /** The last part of each path, or if that is not enough to tell them apart, all of it. */
  private static List<String> shortNames(List<String> paths) {
    List<String> last =
        paths.stream().map(path -> path.substring(path.lastIndexOf('/') + 1)).toList();
    return last.stream().distinct().count() == paths.size() ? last : paths;
  }

  /** What to call the runs, in their order. */
  public List<String> names() {
    return names;
  }

  /** Keys with different values: the value of each run, "" where it is not known. */
  public Map<String, List<String>> differences() {
    return differences;
  }

  /** What is missing or damaged, one sentence each, the run's name before it. */
  public List<String> problems() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String name = names.get(i);
      runs.get(i).problems().forEach(problem -> all.add(name + ": " + problem));
    }
    return all;
  }

  /** What came of the runs, by name: the text for each run, "" where there is none. */
  public Map<String, List<String>> outcome() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Set<String> metrics = new LinkedHashSet<>();
    for (RecordedRun run : runs) {
      if (run.history().best() != null) {
        metrics.addAll(run.history().best().metrics().keySet());
      }
    }
    for (String metric : metrics) {
      rows.put("valid " + metric.replace('_', ' '), ofBest(b -> number(b.metrics().get(metric))));
    }
    rows.put("chosen by", ofBest(best -> best.chosenBy().replace('_', ' ')));
    rows.put("best step", ofBest(best -> Long.toString(best.step())));
    rows.put("last step", ofSteps(history -> Long.toString(history.lastStep().step())));
    rows.put("time", ofSteps(h -> Numbers.duration(Math.round(h.totals().seconds()))));
    rows.put("tokens per second", ofSteps(h -> "%.0f".formatted(h.totals().symbolsPerSecond())));
    rows.put("end", runs.stream().map(run -> end(run.history())).toList());
    return rows;
  }

  private List<String> ofBest(Function<ValidationReport, String> text) {
    return runs.stream()
        .map(run -> run.history().best())
        .map(best -> best == null ? "" : text.apply(best))
        .toList();
  }

  private List<String> ofSteps(Function<RunHistory, String> text) {
    return runs.stream()
        .map(RecordedRun::history)
        .map(history -> history.hasSteps() ? text.apply(history) : "")
        .toList();
  }

  private static String number(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.5g", value);
  }

  private static String end(RunHistory history) {
    return history.end() == null ? "none recorded" : Spelling.of(history.end().reason());
  }

  /** Everything about each run, as JSON values. */
  public List<Map<String, Object>> toJson() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      all.add(toJson(i));
    }
    return all;
  }

  private Map<String, Object> toJson(int i) {
    RecordedRun run = runs.get(i);
    RunHistory history = run.history();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", run.name());
    Map<String, String> recipe = new LinkedHashMap<>();
    differences.forEach((key, values) -> recipe.put(key, values.get(i)));
    json.put("recipe", recipe);
    ValidationReport best = history.best();
    if (best != null) {
      json.put("valid", best.metrics());
      json.put("chosen_by", best.chosenBy());
      json.put("best_step", best.step());
    }
    json.put("seconds", history.totals().seconds());
    if (history.hasSteps()) {
      json.put("steps", history.lastStep().step());
      json.put("tokens_per_second", history.totals().symbolsPerSecond());
    }
    if (history.end() != null) {
      json.put("end", Spelling.of(history.end().reason()));
    }
    json.put("problems", run.problems());
    return json;
  }

  /**
   * The metric that chooses the best model (where runs differ in it, the loss), and the loss on the
   * training data. Over epochs, so that runs with other batches can be compared; over steps where a
   * run does not know how many make an epoch.
   */
  public List<Panel> panels() {
    Set<String> chosenBy = all(history -> RunCurves.chosenBy(history));
    String metric = chosenBy.size() == 1 ? chosenBy.iterator().next() : RunCurves.LOSS;
    Set<LossUnit> units = all(RunCurves::lossUnit);
    LossUnit unit = units.size() == 1 ? units.iterator().next() : LossUnit.LOSS;
    Set<String> unitNames = all(RunCurves::lossLabel);
    String lossLabel = unitNames.size() == 1 ? unitNames.iterator().next() : "loss";
    boolean ofLoss = metric.equals(RunCurves.LOSS);
    List<Curve> validation =
        curves(
            true,
            history -> history.validations().getOrDefault(metric, new Series()).points(),
            ofLoss ? unit::of : value -> value);
    List<Curve> training = curves(false, history -> history.loss().smooth(SMOOTH), unit::of);
    String xLabel = overEpochs() ? "epoch" : "step";
    boolean perplexity = unit == LossUnit.PERPLEXITY;
    List<Panel> panels = new ArrayList<>();
    String yLabel = ofLoss ? lossLabel : RunCurves.metricLabel(metric);
    RunCurves.panel("Validation", xLabel, yLabel, ofLoss && perplexity, validation, List.of())
        .ifPresent(panels::add);
    RunCurves.panel("Training loss", xLabel, lossLabel, perplexity, training, List.of())
        .ifPresent(panels::add);
    return panels;
  }

  private <T> Set<T> all(Function<RunHistory, T> property) {
    return runs.stream().map(RecordedRun::history).map(property).collect(Collectors.toSet());
  }

  private boolean overEpochs() {
    return runs.stream().allMatch(run -> run.history().stepsPerEpoch() > 0);
  }

  private List<Curve> curves(
      boolean marked, Function<RunHistory, List<Point>> points, DoubleUnaryOperator unit) {
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunHistory history = runs.get(i).history();
      double width = overEpochs() ? history.stepsPerEpoch() : 1;
      curves.add(
          new Curve(
              names.get(i),
              marked,
              points.apply(history).stream()
                  .map(p -> Point.of(p.x() / width, unit.applyAsDouble(p.y())))
                  .toList()));
    }
    return curves;
  }

  /** Writes {@link #panels} as a PNG image. */
  public void draw(Path file, Configuration hadoop) throws IOException {
    List<Panel> panels = panels();
    if (panels.isEmpty()) {
      throw new UserError("a chart must have steps to show, got runs in which none is recorded");
    }
    FileSystem fileSystem = file.getFileSystem(hadoop);
    RunFile.replace(
        fileSystem instanceof LocalFileSystem local ? local.getRaw() : fileSystem,
        file,
        PngChart.draw(panels));
  }
}
