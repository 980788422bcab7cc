package dev.unroll.job.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.job.chart.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a model does on data: what it mixes up, how it translates and what it looks at. */
final class FindingsSection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FindingsSection() {}

  /** Shows a tree of findings as {@code dev.unroll.job.show.Showcase} makes it. */
  static void add(Page page, Map<String, Object> findings) {
    JsonNode tree = JSON.valueToTree(findings);
    if (tree.has("unknown_rate")) {
      page.paragraph(
          format(
              "%.2f %% of the symbols are unknown to the model.",
              100 * tree.get("unknown_rate").asDouble()));
    }
    addScores(page, "By type of span", tree.path("by_type"));
    addScores(page, "By label", tree.path("by_label"));
    addMatrix(page, tree.path("confusion"));
    addConfusions(page, tree.path("confusions"));
    addTranslations(page, tree.path("translations"));
  }

  private static void addScores(Page page, String title, JsonNode scores) {
    if (scores.isEmpty()) {
      return;
    }
    List<List<Cell>> rows = new ArrayList<>();
    scores
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode score = entry.getValue();
              rows.add(
                  List.of(
                      Cell.head(entry.getKey()),
                      Cell.number(format("%.4f", score.path("precision").asDouble())),
                      Cell.number(format("%.4f", score.path("recall").asDouble())),
                      Cell.shaded(
                          format("%.4f", score.path("f1").asDouble()),
                          score.path("f1").asDouble(),
                          ""),
                      Cell.number(format("%,d", score.path("gold").asLong())),
                      Cell.number(format("%,d", score.path("found").asLong()))));
            });
    page.heading(title);
    page.table(List.of("", "precision", "recall", "F1", "in the data", "found"), rows);
  }

  private static void addMatrix(Page page, JsonNode matrix) {
    if (matrix.isEmpty()) {
      return;
    }
    List<String> head = new ArrayList<>(List.of("in the data"));
    matrix.elements().next().fieldNames().forEachRemaining(head::add);
    List<List<Cell>> rows = new ArrayList<>();
    matrix
        .fields()
        .forEachRemaining(
            row -> {
              double sum = 0;
              for (JsonNode count : row.getValue()) {
                sum += count.asLong();
              }
              List<Cell> cells = new ArrayList<>(List.of(Cell.head(row.getKey())));
              double total = Math.max(1, sum);
              row.getValue()
                  .fields()
                  .forEachRemaining(
                      cell -> {
                        long count = cell.getValue().asLong();
                        String title =
                            format(
                                "%s taken for %s: %.1f %%",
                                row.getKey(), cell.getKey(), 100 * count / total);
                        cells.add(Cell.shaded(format("%,d", count), count / total, title));
                      });
              rows.add(cells);
            });
    page.heading("Confusion matrix");
    page.note(
        "A row for each label of the data, a column for each that the model gave; shaded by share of the row.");
    page.heatMap(head, rows);
  }

  private static void addConfusions(Page page, JsonNode confusions) {
    if (confusions.isEmpty()) {
      return;
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode confusion : confusions) {
      JsonNode places = confusion.path("places");
      rows.add(
          List.of(
              Cell.text(confusion.path("gold").asText()),
              Cell.text(confusion.path("found").asText()),
              Cell.number(format("%,d", confusion.path("count").asLong())),
              places.isEmpty() ? Cell.text("") : sentence(places.get(0))));
      for (int i = 1; i < places.size(); i++) {
        rows.add(List.of(Cell.text(""), Cell.text(""), Cell.number(""), sentence(places.get(i))));
      }
    }
    page.heading("Most frequent confusions");
    page.table(List.of("in the data", "found", "count", "for example"), rows);
  }

  private static Cell sentence(JsonNode place) {
    String at = place.path("at").asText();
    String space = at.isEmpty() || at.length() == 1 ? "" : " ";
    return Cell.marked(
        place.path("before").asText() + space, at, space + place.path("behind").asText());
  }

  private static void addTranslations(Page page, JsonNode translations) {
    if (translations.isEmpty()) {
      return;
    }
    page.heading("Some translations");
    boolean attends = translations.get(0).has("attention");
    if (attends) {
      page.note(
          "A row for each symbol written, a column for each of the source; the stronger the colour, the more the"
              + " model looked at it.");
    }
    for (JsonNode translation : translations) {
      page.heading(joined(translation.path("source")));
      page.paragraph("Reference: " + joined(translation.path("reference")));
      page.paragraph("Translation: " + joined(translation.path("translation")));
      if (translation.has("attention")) {
        addAttention(page, translation);
      }
    }
  }

  private static void addAttention(Page page, JsonNode translation) {
    JsonNode source = translation.path("source");
    List<String> head = new ArrayList<>(List.of(""));
    source.forEach(symbol -> head.add(Symbols.visible(symbol.asText())));
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < translation.path("translation").size(); i++) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.head(Symbols.visible(translation.path("translation").get(i).asText())));
      JsonNode weights = translation.path("attention").path(i);
      for (int j = 0; j < source.size(); j++) {
        double weight = weights.path(j).asDouble();
        row.add(Cell.shaded("", weight, format("%.2f", weight)));
      }
      rows.add(row);
    }
    page.heatMap(head, rows);
  }

  /** Words with spaces between them, characters without. */
  private static String joined(JsonNode symbols) {
    List<String> all = new ArrayList<>();
    symbols.forEach(symbol -> all.add(symbol.asText()));
    boolean characters = all.stream().allMatch(s -> s.codePointCount(0, s.length()) == 1);
    return String.join(characters ? "" : " ", all);
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
