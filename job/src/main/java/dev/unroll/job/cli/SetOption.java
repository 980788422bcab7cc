package dev.unroll.job.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --set}. */
final class SetOption {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Set one configuration key, for example --set train.epochs=20.",
        "May be given many times; wins over the configuration file."
      })
  private List<String> overrides = new ArrayList<>();

  /** {@code key=value} each, in the order given. */
  List<String> overrides() {
    return List.copyOf(overrides);
  }
}
