package dev.unroll.job.cli;

import dev.unroll.job.report.Comparison;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code compare}. */
@Command(
    name = "compare",
    description = "Shows runs beside each other: where their recipes differ, and what came of it.",
    footer = {
      "",
      "Examples:",
      "  unroll compare runs/char-lm runs/wide",
      "  unroll compare runs/* --png runs.png",
      "",
      "The chart has the metric that chooses the best model, and the loss in training, over epochs.",
      "Time is that of steps, validations and checkpoints. Runs may be going on, or have been killed."
    })
final class CompareCommand implements Callable<Integer> {

  /**
   * What is to be compared.
   *
   * @param chart where to draw it, null for nowhere
   */
  record Request(List<String> runs, String chart) {}

  private final Service<Request, Comparison> comparer;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "The directories of two or more runs.")
  private List<String> runs;

  @Option(names = "--png", paramLabel = "FILE", description = "Draw their curves into this file.")
  private String chart;

  @Mixin private Output output;
  @Mixin private HelpOption help;

  CompareCommand(Service<Request, Comparison> comparer) {
    this.comparer = comparer;
  }

  @Override
  public Integer call() throws Exception {
    Options.check(runs.size() > 1, "RUN", "be two directories or more", String.join(" ", runs));
    Comparison comparison = comparer.call(new Request(runs, chart));
    comparison.problems().forEach(output::note);
    output.print(Map.of("runs", comparison.toJson()), text(comparison));
    return 0;
  }

  private static String text(Comparison comparison) {
    TextTable table = new TextTable();
    table.add("", comparison.names());
    comparison.differences().forEach(table::add);
    comparison.outcome().forEach(table::add);
    StringWriter text = new StringWriter();
    table.print(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
