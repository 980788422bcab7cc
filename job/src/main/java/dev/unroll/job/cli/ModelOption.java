package dev.unroll.job.cli;

import picocli.CommandLine.Option;

/** The option {@code --model}. */
final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The model directory.")
  private String directory;

  /** A path of Hadoop's. */
  String directory() {
    return directory;
  }
}
