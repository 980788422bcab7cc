package dev.unroll.job.inspect;

import dev.unroll.inspect.GradientFlow;
import dev.unroll.inspect.ParameterNorms;
import dev.unroll.inspect.Quartiles;
import dev.unroll.job.chart.Symbols;
import dev.unroll.job.inspect.Inspection.Clipping;
import dev.unroll.job.inspect.Inspection.Flow;
import dev.unroll.job.inspect.Inspection.Gates;
import dev.unroll.job.inspect.Inspection.Near;
import dev.unroll.job.inspect.Inspection.Neighbour;
import dev.unroll.job.inspect.Inspection.Tagged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An inspection as lines and tables of a terminal. */
public final class InspectionTables {
  private static final int[] LAGS = {0, 1, 2, 5, 10, 20, 40, 80, 128};
  static final int SURPRISES = 15;
  private static final int TOKENS = 40;
  private static final int BEST_LABELS = 3;

  private InspectionTables() {}

  /** Lines by name, and tables: a map of rows by name, each a map of values by column. */
  public static Map<String, Object> of(Inspection inspection) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("task", inspection.task());
    shown.put("network", inspection.network());
    shown.put("parameters", "%,d".formatted(inspection.parameters()));
    shown.put(
        "data",
        "%s: %,d sequences, %,d steps"
            .formatted(
                inspection.data().path(),
                inspection.data().sequences(),
                inspection.data().steps()));
    if (inspection.surprise() != null) {
      shown.put("surprise", number(inspection.surprise().meanNats()) + " nats per symbol");
    }
    if (inspection.clipping() != null) {
      shown.put("clipped steps", clipping(inspection.clipping()));
    }
    inspection.missing().forEach((part, why) -> shown.put("no " + part, why));
    add(shown, "share of the gradient left after so many steps, median", flows(inspection));
    add(shown, "gate", gates(inspection));
    add(shown, "norms; update: " + inspection.update(), norms(inspection));
    add(shown, "greatest surprise", surprises(inspection));
    add(shown, "label probabilities", labels(inspection));
    for (Near near : inspection.neighbours()) {
      add(shown, "nearest " + near.vocabulary() + ", cosine", neighbours(near));
    }
    return shown;
  }

  private static void add(Map<String, Object> shown, String name, Map<String, ?> rows) {
    if (!rows.isEmpty()) {
      shown.put(name, rows);
    }
  }

  private static Map<String, Object> flows(Inspection inspection) {
    Map<String, Object> rows = new LinkedHashMap<>();
    inspection.gradientFlow().forEach(flow -> rows.put(name(flow), shares(flow)));
    return rows;
  }

  static String name(Flow flow) {
    return name(flow.network()) + ", " + place(flow.layer(), flow.reverse());
  }

  static String name(String network) {
    return network.equals("model") ? "model" : "fresh " + network;
  }

  /** The medians of some lags. */
  static Map<String, String> shares(Flow flow) {
    Map<String, String> shares = new LinkedHashMap<>();
    List<GradientFlow.Lag> known = flow.lags();
    for (int lag : LAGS) {
      shares.put(
          String.valueOf(lag), lag < known.size() ? number(known.get(lag).share().median()) : "-");
    }
    return shares;
  }

  static String place(int layer, boolean reverse) {
    return "layer " + (layer + 1) + (reverse ? " reverse" : "");
  }

  private static Map<String, Object> gates(Inspection inspection) {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (Gates gates : inspection.gates()) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("saturated", percent(gates.closed() + gates.open()));
      row.put("closed", percent(gates.closed()));
      row.put("open", percent(gates.open()));
      row.put("mean of units", spread(gates.mean()));
      row.put("memory of units, steps", gates.memory() == null ? "-" : spread(gates.memory()));
      rows.put(place(gates.layer(), gates.reverse()) + ", " + gates.gate(), row);
    }
    return rows;
  }

  /** The share of clipped steps, what was clipped, and what is not known of it. */
  static String clipping(Clipping clipping) {
    List<String> bounds = new ArrayList<>();
    if (clipping.norm() != null) {
      bounds.add("norm above " + number(clipping.norm()));
    }
    if (clipping.value() != null) {
      bounds.add("a value above " + number(clipping.value()));
    }
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s of %,d, %s"
            .formatted(
                percent(clipping.share()),
                clipping.steps(),
                bounds.isEmpty() ? "nothing is clipped" : String.join(" or ", bounds)));
    parts.addAll(clipping.problems());
    return String.join("; ", parts);
  }

  private static Map<String, Object> norms(Inspection inspection) {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (ParameterNorms norms : inspection.norms()) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("values", "%,d".formatted(norms.size()));
      row.put("weight", number(norms.weight()));
      row.put("gradient", number(norms.gradient()));
      row.put("update", number(norms.update()));
      row.put("update / weight", norms.weight() == 0 ? "-" : number(norms.relativeUpdate()));
      rows.put(norms.name(), row);
    }
    return rows;
  }

  private static Map<String, Object> surprises(Inspection inspection) {
    if (inspection.surprise() == null) {
      return Map.of();
    }
    Map<String, Object> rows = new LinkedHashMap<>();
    for (Inspection.Place place : inspection.surprise().greatest(SURPRISES)) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("nats", number(place.nats()));
      row.put("symbol", place.symbol());
      row.put("after", place.before());
      rows.put(String.valueOf(rows.size() + 1), row);
    }
    return rows;
  }

  private static Map<String, Object> labels(Inspection inspection) {
    if (inspection.labels() == null) {
      return Map.of();
    }
    List<String> names = inspection.labels().names();
    Map<String, Object> rows = new LinkedHashMap<>();
    for (Tagged text : inspection.labels().texts()) {
      for (int i = 0; i < text.probabilities().size() && rows.size() < TOKENS; i++) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("symbol", text.symbols().isEmpty() ? "-" : Symbols.visible(text.symbols().get(i)));
        row.put("label", text.gold().get(i));
        row.put("model", best(names, text.probabilities().get(i)));
        rows.put(String.valueOf(rows.size() + 1), row);
      }
    }
    return rows;
  }

  private static String best(List<String> names, List<Double> probabilities) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble((Integer i) -> -probabilities.get(i)));
    return order.stream()
        .limit(BEST_LABELS)
        .filter(i -> probabilities.get(i) >= 0.005)
        .map(i -> names.get(i) + " " + percent(probabilities.get(i)))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Object> neighbours(Near near) {
    Map<String, Object> rows = new LinkedHashMap<>();
    near.words()
        .forEach(
            (word, found) -> {
              String all =
                  found.stream().map(InspectionTables::neighbour).collect(Collectors.joining(", "));
              rows.put(Symbols.visible(word), Map.of("", all));
            });
    return rows;
  }

  static String neighbour(Neighbour neighbour) {
    return "%s %.2f".formatted(Symbols.visible(neighbour.word()), neighbour.cosine());
  }

  static String spread(Quartiles quartiles) {
    return "%s (%s to %s)"
        .formatted(
            number(quartiles.median()), number(quartiles.lower()), number(quartiles.upper()));
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
