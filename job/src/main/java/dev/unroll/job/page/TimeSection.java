package dev.unroll.job.page;

import dev.unroll.job.chart.Numbers;
import dev.unroll.job.page.Page.Part;
import dev.unroll.job.report.RunHistory;
import dev.unroll.job.report.StepTime;
import dev.unroll.job.report.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the time of a run went, and what travelled. */
final class TimeSection {

  private TimeSection() {}

  static void add(Page page, RunHistory history) {
    RunHistory.Totals totals = history.totals();
    page.section("Where the time went");
    page.note("Of a training step, on the mean of all. Times of tasks are means over the tasks.");
    StepTime time = totals.time();
    List<Part> parts =
        List.of(
            new Part("products of matrices", time.products()),
            new Part("gates, loss and the rest of computing", time.gates()),
            new Part("waiting for the slowest shard", time.waiting()),
            new Part("exchange: carrying and adding up", time.exchange()),
            new Part("driver: clipping and optimizer", time.driver()));
    if (time.total() > 0) {
      page.bar(parts);
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      rows.add(row(Cell.key(i, parts.get(i).name()), parts.get(i).size(), totals));
    }
    rows.add(row(Cell.head("the whole step"), time.total(), totals));
    page.table(List.of("part", "ms a step", "share"), rows);
    page.paragraph(
        "Steps took %s in all, validations %s, checkpoints %s."
            .formatted(
                duration(totals.nanos()),
                duration(totals.validationNanos()),
                duration(totals.checkpointNanos())));
    addTraffic(page, totals);
  }

  private static List<Cell> row(Cell name, double nanos, RunHistory.Totals totals) {
    double whole = Math.max(1, totals.time().total());
    return List.of(
        name,
        Cell.number(format("%,.3f", nanos / 1e6 / totals.steps())),
        Cell.number(format("%.1f %%", 100 * nanos / whole)));
  }

  /** To the tenth of a second where it is short. */
  private static String duration(long nanos) {
    return nanos < 60_000_000_000L
        ? format("%.1f s", nanos / 1e9)
        : Numbers.duration(nanos / 1_000_000_000L);
  }

  private static void addTraffic(Page page, RunHistory.Totals totals) {
    page.heading("Bytes a step");
    if (totals.traffic().executors().isEmpty()) {
      page.paragraph("None: driver and executor were one process.");
      return;
    }
    List<List<Cell>> rows = new ArrayList<>();
    totals
        .traffic()
        .executors()
        .forEach((id, bytes) -> rows.add(row("executor " + id, bytes, totals.steps())));
    rows.add(
        row(
            "all",
            new Traffic.Bytes(totals.traffic().up(), totals.traffic().down()),
            totals.steps()));
    page.table(List.of("", "kB to the driver", "kB from the driver"), rows);
  }

  private static List<Cell> row(String name, Traffic.Bytes bytes, double steps) {
    return List.of(
        Cell.head(name),
        Cell.number(format("%,.1f", bytes.up() / 1e3 / steps)),
        Cell.number(format("%,.1f", bytes.down() / 1e3 / steps)));
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
