package dev.unroll.job.cli;

import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code train}. */
@Command(
    name = "train",
    description = "Trains a model as a configuration file says.",
    footer = {
      "",
      "Examples:",
      "  unroll train --conf conf/char-lm.conf",
      "  unroll train --conf conf/char-lm.conf --set run.dir=runs/wide --set model.hidden-size=512",
      "  unroll train --conf conf/char-lm.conf --resume",
      "",
      "The run directory (run.dir) receives metrics.jsonl, curves.png, checkpoints, report.html and",
      "the model.",
      "unroll-reference.conf in the jar explains every key."
    })
final class TrainCommand implements Callable<Integer> {

  /** What is to be trained. */
  record Request(EffectiveConfig config, boolean resume) {}

  private final Service<Request, TrainSummary> trainer;

  @Option(names = "--conf", paramLabel = "FILE", description = "The configuration, a HOCON file.")
  private Path conf;

  @Option(
      names = "--resume",
      description = {
        "Continue from the newest whole checkpoint in the run directory; the result is the same as",
        "without the interruption."
      })
  private boolean resume;

  @Mixin private SetOption set;
  @Mixin private Output output;
  @Mixin private HelpOption help;

  TrainCommand(Service<Request, TrainSummary> trainer) {
    this.trainer = trainer;
  }

  @Override
  public Integer call() throws Exception {
    TrainSummary summary = trainer.call(new Request(configuration(), resume));
    output.print(summary.toMap(), summary.toText());
    return 0;
  }

  private EffectiveConfig configuration() throws IOException {
    if (conf == null || !Files.isReadable(conf) || Files.isDirectory(conf)) {
      throw new UserError(
          "train must have a configuration, got "
              + (conf == null ? "none" : "--conf " + conf + ", which is no readable file")
              + "; "
              + suggestions());
    }
    EffectiveConfig config = ConfigLoader.fromFile(conf, set.overrides());
    require("run.dir", config.values().run().dir(), "the directory that the run writes to");
    require("corpus.train", config.values().corpus().train(), "the text to learn from");
    return config;
  }

  private static void require(String key, String value, String meaning) {
    if (value.isEmpty()) {
      throw new UserError(
          "%s must be set, got nothing; it is %s: add --set %s=PATH".formatted(key, meaning, key));
    }
  }

  private static String suggestions() throws IOException {
    List<String> files = new ArrayList<>();
    Path directory = Path.of("conf");
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> confs = Files.newDirectoryStream(directory, "*.conf")) {
        confs.forEach(file -> files.add(file.toString()));
      }
    }
    Collections.sort(files);
    return files.isEmpty()
        ? "write one (unroll train --help) and give it with --conf FILE"
        : "try --conf with one of " + String.join(", ", files);
  }
}
