package dev.unroll.job.cli;

import dev.unroll.job.config.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a verb. */
@Command(
    name = "unroll",
    description = "Trains recurrent sequence models on Apache Spark and scores data with them.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {
      "",
      "unroll VERB --help explains a verb. Options before the verb are spark-submit's, for example",
      "  unroll --master yarn --num-executors 8 train --conf conf/char-lm.conf",
      "",
      "Exit status: 0 done, 2 for a mistake in what was asked for, 1 for a failure."
    })
final class UnrollCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public void run() {
    throw new UserError("a verb must be given: " + Mistakes.verbs(spec.commandLine()));
  }
}
