package dev.unroll.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --json} and the result that it governs; all else goes to standard error. */
final class Output {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object, the last line of standard output.")
  private boolean json;

  /** Prints the result: JSON, or a line for each number. */
  void print(Map<String, ?> result) {
    if (json) {
      printJson(result);
      return;
    }
    int width = result.keySet().stream().mapToInt(String::length).max().orElse(0);
    PrintWriter out = out();
    result.forEach(
        (name, value) -> out.println(pad(name.replace('_', ' '), width) + "  " + text(value)));
    out.flush();
  }

  /** Prints the text, or with {@code --json} the result instead. */
  void print(Map<String, ?> result, String text) {
    if (json) {
      printJson(result);
    } else {
      out().println(text);
      out().flush();
    }
  }

  /** Prints one line to standard error. */
  void note(String line) {
    PrintWriter err = verb.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private void printJson(Map<String, ?> result) {
    try {
      out().println(JSON.writeValueAsString(result));
      out().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result must have a JSON form, got " + result, e);
    }
  }

  private PrintWriter out() {
    return verb.commandLine().getOut();
  }

  private static String pad(String name, int width) {
    return name + " ".repeat(width - name.length());
  }

  private static String text(Object value) {
    return value instanceof Double number ? String.format(Locale.ROOT, "%.6g", number) : "" + value;
  }
}
