package dev.unroll.job.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code report}. */
@Command(
    name = "report",
    description = "Writes the page of a run again: report.html in its directory.",
    footer = {
      "",
      "Examples:",
      "  unroll report runs/char-lm",
      "",
      "Training writes it when it ends. This writes it for a run that goes on, or was killed, from",
      "what is recorded; the page says what is missing."
    })
final class ReportCommand implements Callable<Integer> {

  private final Service<String, Map<String, Object>> reporter;

  @Parameters(paramLabel = "RUN", description = "The directory of a run.")
  private String run;

  @Mixin private Output output;
  @Mixin private HelpOption help;

  ReportCommand(Service<String, Map<String, Object>> reporter) {
    this.reporter = reporter;
  }

  @Override
  public Integer call() throws Exception {
    output.print(reporter.call(run));
    return 0;
  }
}
