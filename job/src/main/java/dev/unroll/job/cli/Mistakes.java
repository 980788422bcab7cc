package dev.unroll.job.cli;

import dev.unroll.job.config.Nearest;
import dev.unroll.job.config.UserError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one line on standard error and an exit status. */
final class Mistakes {

  /** The caller asked for something impossible. */
  static final int CALLERS_MISTAKE = 2;

  /** Something broke. */
  static final int FAILURE = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Mistakes.class);

  private Mistakes() {}

  /** For exceptions thrown by a verb. */
  static int inExecution(Exception e, CommandLine verb, CommandLine.ParseResult parsed) {
    PrintWriter err = verb.getErr();
    if (ShutdownHookManager.get().isShutdownInProgress()) {
      // A signal has taken the session away: that is no failure, and no stack trace explains it.
      LOG.debug("cut off by the end of the process", e);
      return FAILURE;
    }
    UserError mistake = callersMistake(e);
    if (mistake != null) {
      err.println("unroll: " + oneLine(mistake.getMessage()));
      err.flush();
      LOG.debug("the caller's mistake", e);
      return CALLERS_MISTAKE;
    }
    err.println("unroll: failed: " + oneLine(message(e)));
    err.flush();
    LOG.error("{} failed", verb.getCommandSpec().qualifiedName(), e);
    return FAILURE;
  }

  /** For options that picocli cannot make sense of. */
  static int inOptions(ParameterException e, String[] arguments) {
    CommandLine verb = e.getCommandLine();
    String name = verb.getCommandSpec().qualifiedName();
    PrintWriter err = verb.getErr();
    err.println(name + ": " + explain(e, verb, arguments) + " (" + name + " --help)");
    err.flush();
    return CALLERS_MISTAKE;
  }

  /** The verbs of a command, separated by commas. */
  static String verbs(CommandLine command) {
    return String.join(", ", command.getSubcommands().keySet());
  }

  private static String explain(ParameterException e, CommandLine verb, String[] arguments) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().get(0), verb);
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      // A mistyped option counts as missing: the typing is the better news.
      List<String> known = options(verb);
      return Arrays.stream(arguments)
          .filter(word -> word.startsWith("--") && !known.contains(word.split("=", 2)[0]))
          .findFirst()
          .map(word -> unknown(word, verb))
          .orElseGet(() -> "must be given " + labels(missing.getMissing()));
    }
    return oneLine(e.getMessage());
  }

  private static String unknown(String argument, CommandLine verb) {
    String word = argument.split("=", 2)[0];
    boolean option = word.startsWith("-");
    String what = option ? "option" : verb.getParent() == null ? "verb" : "argument";
    List<String> known = option ? options(verb) : List.copyOf(verb.getSubcommands().keySet());
    String hint =
        Nearest.to(word, known)
            .filter(near -> word.length() > 2)
            .map(near -> "; did you mean " + near + "?")
            .orElse("");
    return "unknown " + what + " " + word + hint;
  }

  private static String labels(List<ArgSpec> missing) {
    return missing.stream().map(Mistakes::label).collect(Collectors.joining(" and "));
  }

  private static String label(ArgSpec spec) {
    return spec instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : spec.paramLabel();
  }

  private static List<String> options(CommandLine verb) {
    List<String> names = new ArrayList<>();
    verb.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  /** A mistake found on an executor arrives wrapped in Spark's exceptions. */
  private static UserError callersMistake(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof UserError mistake) {
        return mistake;
      }
    }
    return null;
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String oneLine(String message) {
    return message.strip().lines().findFirst().orElse("");
  }
}
