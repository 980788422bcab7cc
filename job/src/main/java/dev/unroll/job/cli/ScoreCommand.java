package dev.unroll.job.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code score}. */
@Command(
    name = "score",
    description = "Writes data again with the model's columns added to every row.",
    footer = {
      "",
      "Examples:",
      "  unroll score --model runs/word-lm/model --input lines.txt --output scored",
      "  unroll score --model runs/pos/model --input hdfs:///docs --format parquet"
          + " --output hdfs:///tagged",
      "",
      "The text is the column value of text files, and elsewhere the column that the model was",
      "trained on, or --set corpus.text-column=NAME. In csv and tsv, lists and maps are JSON."
    })
final class ScoreCommand implements Callable<Integer> {

  /** Formats that a DataFrame is read from and written to. */
  enum Format {
    text,
    csv,
    tsv,
    json,
    parquet,
    orc,
    table
  }

  /** What is to be scored, and where to. */
  record Request(
      String model,
      String input,
      Format format,
      String output,
      Format outputFormat,
      List<String> overrides) {}

  private final Service<Request, Map<String, Object>> scorer;

  @Mixin private ModelOption model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "A file, directory, glob or table.")
  private String input;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "F",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "A directory or table that does not exist yet.")
  private String target;

  @Option(
      names = "--output-format",
      defaultValue = "parquet",
      paramLabel = "F",
      description = "csv, tsv, json, parquet, orc, table (default: ${DEFAULT-VALUE}).")
  private Format outputFormat;

  @Mixin private SetOption set;
  @Mixin private Output output;
  @Mixin private HelpOption help;

  ScoreCommand(Service<Request, Map<String, Object>> scorer) {
    this.scorer = scorer;
  }

  @Override
  public Integer call() throws Exception {
    Options.check(outputFormat != Format.text, "--output-format", "hold several columns", "text");
    output.print(
        scorer.call(
            new Request(model.directory(), input, format, target, outputFormat, set.overrides())));
    return 0;
  }
}
