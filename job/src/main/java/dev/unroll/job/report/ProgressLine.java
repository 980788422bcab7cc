package dev.unroll.job.report;

import dev.unroll.job.chart.Numbers;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows where a run stands. In a terminal one line is redrawn in place; in a log there is one line
 * per interval. Validations get a line of their own in both.
 *
 * <p>Loss, gradient norm and speed are running means over about the last twenty steps; the share of
 * clipped steps counts from the start of the process.
 */
public final class ProgressLine implements TrainingListener {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressLine.class);

  /** Weight of the newest step in a running mean. */
  private static final double NEWEST = 0.05;

  private static final long REDRAW_NANOS = 200_000_000L;

  private final boolean inPlace;
  private final Consumer<String> out;
  private final long intervalNanos;
  private final LongSupplier nanoTime;

  private RunStart start;
  private long startNanos;
  private long lastShown;
  private StepReport latest;
  private long clippedSteps;
  private double weight;
  private double loss;
  private double gradientNorm;
  private double symbols;
  private double nanos;
  private Traffic traffic = Traffic.NONE;

  private ProgressLine(
      boolean inPlace, Consumer<String> out, long intervalNanos, LongSupplier nanoTime) {
    this.inPlace = inPlace;
    this.out = out;
    this.intervalNanos = intervalNanos;
    this.nanoTime = nanoTime;
  }

  /**
   * The line for whoever reads standard error: redrawn in a terminal, else in the log.
   *
   * @param intervalSeconds between two lines of a log
   */
  public static ProgressLine forStandardError(int intervalSeconds) {
    return Terminal.showsStandardError()
        ? inTerminal(System.err::print, System::nanoTime)
        : inLog(LOG::info, intervalSeconds, System::nanoTime);
  }

  /**
   * A line that is redrawn in place.
   *
   * @param raw takes text with control characters and adds nothing to it
   */
  public static ProgressLine inTerminal(Consumer<String> raw, LongSupplier nanoTime) {
    return new ProgressLine(true, raw, REDRAW_NANOS, nanoTime);
  }

  /**
   * One line per interval.
   *
   * @param line takes one line without its end
   */
  public static ProgressLine inLog(
      Consumer<String> line, int intervalSeconds, LongSupplier nanoTime) {
    return new ProgressLine(false, line, intervalSeconds * 1_000_000_000L, nanoTime);
  }

  @Override
  public void onStart(RunStart start) {
    this.start = start;
    startNanos = nanoTime.getAsLong();
    lastShown = startNanos;
    String resumed =
        start.resumedStep() == 0 ? "" : format(", resumed after step %,d", start.resumedStep());
    show(
        format(
            "training a %s with %,d parameters for %,d steps%s",
            start.task(), start.parameters(), start.totalSteps(), resumed));
  }

  @Override
  public void onStep(StepReport step) {
    latest = step;
    clippedSteps += step.clipped() ? 1 : 0;
    weight += NEWEST * (1 - weight);
    loss += NEWEST * (step.loss() - loss);
    gradientNorm += NEWEST * (step.gradientNorm() - gradientNorm);
    symbols += NEWEST * (step.symbols() - symbols);
    nanos += NEWEST * (step.nanos() - nanos);
    traffic = traffic.plus(step.traffic().executors());
    long now = nanoTime.getAsLong();
    if (now - lastShown >= intervalNanos) {
      lastShown = now;
      String line = line(now);
      // The terminal cuts what is too long (wrapping off and on), so that the line stays one line.
      out.accept(inPlace ? "\r\033[?7l" + line + "\033[K\033[?7h" : line);
    }
  }

  @Override
  public void onValidation(ValidationReport validation) {
    String metrics =
        validation.metrics().entrySet().stream()
            .map(metric -> format("%s %.4f", metric.getKey().replace('_', ' '), metric.getValue()))
            .collect(Collectors.joining(", "));
    show(
        format(
            "epoch %d, step %,d: valid %s%s",
            validation.epoch(),
            validation.step(),
            metrics,
            validation.best() ? ", the best so far" : ""));
  }

  @Override
  public void onEnd(RunEnd end) {
    show(format("ended after step %,d: %s", end.step(), end.message()));
    if (!traffic.executors().isEmpty()) {
      show(carried(end.step() - start.resumedStep()));
    }
  }

  /** The line for the newest step. */
  private String line(long now) {
    long done = latest.step() - start.resumedStep();
    StringJoiner line = new StringJoiner("  ");
    line.add(format("step %,d/%,d", latest.step(), start.totalSteps()));
    line.add("epoch " + latest.epoch());
    line.add(format("loss %.4f", loss / weight));
    if (start.lossUnit() != LossUnit.LOSS) {
      line.add(format("%s %.3f", start.lossUnit().label(), start.lossUnit().of(loss / weight)));
    }
    line.add(format("gradient %.3g", gradientNorm / weight));
    line.add(format("clipped %.0f %%", 100.0 * clippedSteps / done));
    line.add(format("%,.0f symbols/s", symbols / nanos * 1e9));
    line.add(format("rate %.3g", latest.learningRate()));
    double perStep = (double) (now - startNanos) / done;
    line.add(
        Numbers.duration((long) (perStep * (start.totalSteps() - latest.step()) / 1e9)) + " left");
    return line.toString();
  }

  /** What a step carried, on the mean of so many. */
  private String carried(long steps) {
    double megabytes = 1e6 * Math.max(1, steps);
    return format(
        "a step carried %.3f MB to the driver and %.3f MB to executors: %s",
        traffic.up() / megabytes,
        traffic.down() / megabytes,
        traffic.executors().entrySet().stream()
            .map(
                executor ->
                    format(
                        "executor %s %.3f and %.3f",
                        executor.getKey(),
                        executor.getValue().up() / megabytes,
                        executor.getValue().down() / megabytes))
            .collect(Collectors.joining(", ")));
  }

  private void show(String line) {
    out.accept(inPlace ? "\r\033[K" + line + System.lineSeparator() : line);
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
