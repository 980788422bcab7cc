package dev.unroll.job.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows with a name and values; every column as wide as its widest value. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void add(String name, List<String> values) {
    List<String> row = new ArrayList<>(values.size() + 1);
    row.add(name);
    row.addAll(values);
    rows.add(row);
  }

  void print(PrintWriter out) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
