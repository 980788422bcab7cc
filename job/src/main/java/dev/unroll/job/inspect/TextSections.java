package dev.unroll.job.inspect;

import dev.unroll.job.chart.Symbols;
import dev.unroll.job.inspect.Inspection.Labels;
import dev.unroll.job.inspect.Inspection.Place;
import dev.unroll.job.inspect.Inspection.Surprise;
import dev.unroll.job.inspect.Inspection.Tagged;
import dev.unroll.job.inspect.Inspection.Text;
import dev.unroll.job.page.Cell;
import dev.unroll.job.page.Page;
import dev.unroll.job.page.Page.Tint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Texts of a page with what the model expected of each symbol. */
final class TextSections {
  private static final int STEPS_OF_LABELS = 100;

  /** So many of all symbols have a colour that is not the strongest. */
  private static final double PALE = 0.95;

  private TextSections() {}

  static void addSurprise(Page page, Surprise surprise) {
    double strongest = strongest(surprise);
    page.section("Surprise");
    page.note(
        "-log p of each symbol, in nats; on the mean %s. The stronger the colour, the less was it expected:"
                .formatted(InspectionTables.number(surprise.meanNats()))
            + " the strongest stands for %s nats and more."
                .formatted(InspectionTables.number(strongest)));
    page.tinted(" ", scale(strongest));
    for (Text text : surprise.texts()) {
      List<Tint> parts = new ArrayList<>();
      for (int i = 0; i < text.symbols().size(); i++) {
        double nats = text.nats().get(i);
        String symbol = text.symbols().get(i);
        String shown = symbol.equals("\n") ? Symbols.visible(symbol) + symbol : symbol;
        parts.add(new Tint(shown, Math.min(1, nats / strongest), title(symbol, nats)));
      }
      page.tinted(surprise.separator(), parts);
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Place place : surprise.greatest(InspectionTables.SURPRISES)) {
      rows.add(
          List.of(
              Cell.number(InspectionTables.number(place.nats())),
              Cell.text(place.symbol()),
              Cell.longText(place.before())));
    }
    page.heading("Greatest surprise");
    page.table(List.of("nats", "symbol", "after"), rows);
  }

  private static double strongest(Surprise surprise) {
    double[] all =
        surprise.texts().stream()
            .flatMap(text -> text.nats().stream())
            .mapToDouble(nats -> nats)
            .sorted()
            .toArray();
    return Math.max(1, all[(int) Math.ceil(PALE * (all.length - 1))]);
  }

  /** A legend of the colours. */
  private static List<Tint> scale(double strongest) {
    List<Tint> scale = new ArrayList<>();
    for (int part = 0; part <= 4; part++) {
      double nats = strongest * part / 4;
      scale.add(new Tint(" " + InspectionTables.number(nats) + " ", part / 4.0, probability(nats)));
    }
    return scale;
  }

  private static String title(String symbol, double nats) {
    return Symbols.visible(symbol)
        + ": "
        + InspectionTables.number(nats)
        + " nats, "
        + probability(nats);
  }

  private static String probability(double nats) {
    return "p = " + InspectionTables.number(Math.exp(-nats));
  }

  static void addLabels(Page page, Labels labels) {
    page.section("Label probabilities");
    page.note("In per cent; what rounds to 0 is left out. The label of the data has a frame.");
    List<String> head = new ArrayList<>(List.of("symbol"));
    head.addAll(labels.names());
    int steps = 0;
    for (Tagged text : labels.texts()) {
      List<List<Cell>> rows = new ArrayList<>();
      for (int i = 0; i < text.probabilities().size() && steps < STEPS_OF_LABELS; i++, steps++) {
        rows.add(row(labels.names(), text, i));
      }
      if (!rows.isEmpty()) {
        page.heatMap(head, rows);
      }
    }
  }

  /** The label, or where several may hold, those of which it is put together. */
  private static List<String> gold(List<String> names, String label) {
    return names.contains(label)
        ? List.of(label)
        : Stream.of(label.split("\\|")).map(String::strip).toList();
  }

  private static List<Cell> row(List<String> names, Tagged text, int step) {
    List<Cell> row = new ArrayList<>();
    String symbol =
        text.symbols().isEmpty() ? "step " + (step + 1) : Symbols.visible(text.symbols().get(step));
    row.add(Cell.head(symbol));
    List<String> gold = gold(names, text.gold().get(step));
    for (int label = 0; label < names.size(); label++) {
      double p = text.probabilities().get(step).get(label);
      String percent = p < 0.005 ? "" : String.format(Locale.ROOT, "%.0f", 100 * p);
      String title = "%s %s: %s".formatted(symbol, names.get(label), InspectionTables.percent(p));
      Cell cell = Cell.shaded(percent, p, title);
      row.add(gold.contains(names.get(label)) ? cell.framed() : cell);
    }
    return row;
  }
}
