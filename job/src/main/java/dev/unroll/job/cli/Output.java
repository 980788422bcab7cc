package dev.unroll.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
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

  /** Prints the result: JSON, or a line for each number and a table for each map of maps. */
  void print(Map<String, ?> result) {
    print(result, result);
  }

  /** The same, where people are shown something else than programs. */
  void print(Map<String, ?> result, Map<String, ?> shown) {
    if (json) {
      printJson(result);
      return;
    }
    TextTable numbers = new TextTable();
    shown.forEach(
        (name, value) -> {
          if (!(value instanceof Map)) {
            numbers.add(name.replace('_', ' '), List.of(text(value)));
          }
        });
    numbers.print(out());
    shown.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> rows) {
            out().println();
            table(name.replace('_', ' '), rows).print(out());
          }
        });
    out().flush();
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

  /** A map of rows by name, each a map of values by the column's name. */
  private static TextTable table(String name, Map<?, ?> rows) {
    TextTable table = new TextTable();
    rows.forEach(
        (row, cells) -> {
          Map<?, ?> values = (Map<?, ?>) cells;
          if (table.isEmpty()) {
            table.add(name, values.keySet().stream().map(Output::text).toList());
          }
          table.add(text(row), values.values().stream().map(Output::text).toList());
        });
    return table;
  }

  private static String text(Object value) {
    if (value instanceof Collection<?> list) {
      return list.stream().map(Output::text).collect(Collectors.joining(", "));
    }
    return value instanceof Double number ? String.format(Locale.ROOT, "%.6g", number) : "" + value;
  }
}
