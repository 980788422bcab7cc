package dev.unroll.job.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command line. */
public final class Main {

  private Main() {}

  /** Runs one verb; ends the process only where the status is not 0. */
  public static void main(String[] arguments) {
    int status =
        run(
            Verbs.all(),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments);
    // A cluster manager takes System.exit(0) before the session's end for a failure.
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs one verb and returns the exit status. */
  static int run(List<Object> verbs, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine unroll = new CommandLine(new UnrollCommand());
    verbs.forEach(unroll::addSubcommand);
    unroll.getSubcommands().values().forEach(Main::layOutHelp);
    layOutHelp(unroll);
    return unroll
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(Mistakes::inExecution)
        .setParameterExceptionHandler(Mistakes::inOptions)
        .execute(arguments);
  }

  private static void layOutHelp(CommandLine command) {
    UsageMessageSpec help = command.getCommandSpec().usageMessage();
    help.width(100);
    help.sortOptions(false);
    help.abbreviateSynopsis(true);
    help.optionListHeading("%nOptions:%n");
  }
}
