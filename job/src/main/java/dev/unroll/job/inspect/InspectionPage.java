package dev.unroll.job.inspect;

import dev.unroll.inspect.ParameterNorms;
import dev.unroll.job.chart.Numbers;
import dev.unroll.job.chart.Symbols;
import dev.unroll.job.inspect.Inspection.Flow;
import dev.unroll.job.inspect.Inspection.Near;
import dev.unroll.job.page.Cell;
import dev.unroll.job.page.Page;
import dev.unroll.job.page.Page.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An inspection as a page to read in a browser. */
public final class InspectionPage {
  private final Inspection inspection;
  private final Page page;

  private InspectionPage(String model, Inspection inspection) {
    this.inspection = inspection;
    this.page = new Page("Inside " + shortName(model));
    page.note(model);
  }

  /** The last two names of a path: most model directories have the same last one. */
  private static String shortName(String model) {
    String[] names = model.replaceAll("/+$", "").split("/");
    int from = Math.max(0, names.length - 2);
    return String.join("/", Arrays.copyOfRange(names, from, names.length));
  }

  /**
   * The page as HTML.
   *
   * @param model the name of its directory
   */
  public static String of(String model, Inspection inspection) {
    return new InspectionPage(model, inspection).build();
  }

  private String build() {
    page.paragraph(
        "A %s, %s. It has read %,d sequences of %s, %,d steps in all."
            .formatted(
                inspection.task().replace('-', ' '),
                inspection.network(),
                inspection.data().sequences(),
                inspection.data().path(),
                inspection.data().steps()));
    page.tiles(tiles());
    if (!inspection.gradientFlow().isEmpty()) {
      addGradientFlow();
    }
    if (!inspection.gates().isEmpty()) {
      addGates();
    }
    addNorms();
    if (inspection.surprise() != null) {
      TextSections.addSurprise(page, inspection.surprise());
    }
    if (inspection.labels() != null) {
      TextSections.addLabels(page, inspection.labels());
    }
    inspection.neighbours().forEach(this::addNeighbours);
    if (!inspection.missing().isEmpty()) {
      addMissing();
    }
    return page.toHtml();
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    tiles.add(new Tile("parameters", "%,d".formatted(inspection.parameters())));
    if (inspection.surprise() != null) {
      double nats = inspection.surprise().meanNats();
      tiles.add(new Tile("nats per symbol", InspectionTables.number(nats)));
      tiles.add(new Tile("perplexity", InspectionTables.number(Math.exp(nats))));
    }
    if (inspection.clipping() != null) {
      tiles.add(new Tile("clipped steps", InspectionTables.percent(inspection.clipping().share())));
    }
    return tiles;
  }

  private void addGradientFlow() {
    page.section("Gradient flow");
    page.note(
        "Of the gradient that the loss at the last step has there, the share that is left so many"
            + " steps before: median over sequences, the pale band from the lower to the upper"
            + " quartile. Beside the model stand fresh networks of its size. A share below "
            + Numbers.tick(FlowCharts.FLOOR)
            + " is drawn there. A reverse direction ends at the first step; there steps count"
            + " towards the end of the text.");
    page.charts(FlowCharts.of(inspection.gradientFlow()));
    List<List<Cell>> rows = new ArrayList<>();
    for (Flow flow : inspection.gradientFlow()) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.head(InspectionTables.name(flow)));
      InspectionTables.shares(flow).forEach((lag, share) -> row.add(Cell.number(share)));
      rows.add(row);
    }
    List<String> head = new ArrayList<>(List.of("steps before the last"));
    head.addAll(InspectionTables.shares(inspection.gradientFlow().get(0)).keySet());
    page.details("Medians as numbers", () -> page.table(head, rows));
  }

  private void addGates() {
    page.section("Gates");
    page.note(
        "A value below 0.1 or above 0.9 is saturated: closed or open. A unit that keeps the share f"
            + " of its state from step to step remembers 1 / (1 - f) steps. With quartiles of"
            + " units.");
    page.charts(GateCharts.of(inspection.gates()));
    List<List<Cell>> rows = new ArrayList<>();
    for (Inspection.Gates gates : inspection.gates()) {
      rows.add(
          List.of(
              Cell.head(
                  InspectionTables.place(gates.layer(), gates.reverse()) + ", " + gates.gate()),
              share(gates.closed()),
              share(gates.open()),
              Cell.number(InspectionTables.spread(gates.mean())),
              Cell.number(gates.memory() == null ? "" : InspectionTables.spread(gates.memory()))));
    }
    page.table(List.of("gate", "closed", "open", "mean of units", "memory of units, steps"), rows);
  }

  private static Cell share(double share) {
    return Cell.shaded(InspectionTables.percent(share), share, "");
  }

  private void addNorms() {
    page.section("Parameters");
    page.note(
        "Euclidean norms of the values, of the mean gradient over the data, and of its update: "
            + inspection.update()
            + ".");
    List<List<Cell>> rows = new ArrayList<>();
    for (ParameterNorms norms : inspection.norms()) {
      rows.add(
          List.of(
              Cell.head(norms.name()),
              Cell.number("%,d".formatted(norms.size())),
              Cell.number(InspectionTables.number(norms.weight())),
              Cell.number(InspectionTables.number(norms.gradient())),
              Cell.number(InspectionTables.number(norms.update())),
              Cell.number(
                  norms.weight() == 0 ? "" : InspectionTables.number(norms.relativeUpdate()))));
    }
    page.table(
        List.of("parameter", "values", "weight", "gradient", "update", "update / weight"), rows);
    if (inspection.clipping() != null) {
      page.paragraph(
          "Clipped steps of the run in %s: %s."
              .formatted(
                  inspection.clipping().run(), InspectionTables.clipping(inspection.clipping())));
    }
  }

  private void addNeighbours(Near near) {
    page.section("Nearest " + near.vocabulary());
    page.note("By the cosine of the angle between two words' vectors.");
    List<List<Cell>> rows = new ArrayList<>();
    near.words()
        .forEach(
            (word, found) ->
                rows.add(
                    List.of(
                        Cell.head(Symbols.visible(word)),
                        Cell.longText(
                            found.stream()
                                .map(InspectionTables::neighbour)
                                .collect(Collectors.joining(", "))))));
    page.stackedTable(List.of("word", "nearest"), rows);
  }

  private void addMissing() {
    page.section("What is not here");
    List<List<Cell>> rows = new ArrayList<>();
    inspection
        .missing()
        .forEach(
            (part, why) ->
                rows.add(
                    List.of(
                        Cell.head(part.replace('_', ' ').toLowerCase(Locale.ROOT)),
                        Cell.longText(why))));
    page.stackedTable(List.of("part", "why"), rows);
  }
}
