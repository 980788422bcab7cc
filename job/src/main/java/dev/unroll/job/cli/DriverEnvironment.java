package dev.unroll.job.cli;

import dev.unroll.job.config.BlasConfig;
import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.UserError;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Prints what the launcher must start the driver's JVM with so that it computes as {@code blas} in
 * the configuration says: a line for each environment variable ({@code NAME=value}) and option. A
 * JVM that runs already can no longer change its own environment.
 */
@Command
public final class DriverEnvironment {

  @Option(names = "--conf")
  private Path conf;

  @Mixin private SetOption set;

  /** Takes the command line of a verb. */
  public static void main(String[] arguments) {
    print(System.out, arguments);
  }

  static void print(PrintStream out, String... arguments) {
    DriverEnvironment options = new DriverEnvironment();
    new CommandLine(options).setUnmatchedArgumentsAllowed(true).parseArgs(arguments);
    try {
      BlasConfig blas = ConfigLoader.blas(options.conf, options.set.overrides());
      blas.environment().forEach((name, value) -> out.println(name + "=" + value));
      if (!blas.vectorOption().isEmpty()) {
        out.println(blas.vectorOption());
      }
    } catch (UserError mistake) {
      // The verb will find it too, and say so.
    }
  }
}
