package dev.unroll.job.report;

import dev.unroll.job.chart.Numbers;
import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Level;
import dev.unroll.job.chart.Panel.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** The curves of a run: loss, the metric that chooses, learning rate, gradient norm. */
public final class RunCurves {
  /** A vertical axis is logarithmic where values differ by more than this factor. */
  private static final double WIDE = 30;

  /** The metric that every task has. */
  static final String LOSS = "loss";

  private RunCurves() {}

  /**
   * The panels that there are values for.
   *
   * @param clipNorm the bound of the gradient's norm, infinite where there is none
   */
  public static List<Panel> of(RunHistory run, double clipNorm) {
    List<Optional<Panel>> panels = new ArrayList<>();
    String steps = stepLabel(run);
    boolean perplexity = lossUnit(run) == LossUnit.PERPLEXITY;
    panels.add(panel("Loss", steps, lossLabel(run), perplexity, lossCurves(run), List.of()));
    String chosenBy = chosenBy(run);
    if (!chosenBy.equals(LOSS)) {
      List<Curve> curve =
          List.of(new Curve("validation", true, run.validations().get(chosenBy).points()));
      String title = "Validation, chooses the best model";
      panels.add(panel(title, steps, metricLabel(chosenBy), false, curve, List.of()));
    }
    List<Curve> rate = List.of(new Curve("learning rate", false, run.learningRate().points()));
    panels.add(panel("Learning rate", steps, "learning rate", false, rate, List.of()));
    List<Curve> norm = List.of(new Curve("gradient norm", false, run.gradientNorm().points()));
    List<Level> threshold =
        Double.isFinite(clipNorm)
            ? List.of(new Level("clipped above " + Numbers.tick(clipNorm), clipNorm))
            : List.of();
    String title = "Gradient norm before clipping";
    panels.add(panel(title, steps, "norm of the mean gradient", true, norm, threshold));
    double last = run.hasSteps() ? run.lastStep().step() : 0;
    return panels.stream().flatMap(Optional::stream).map(panel -> panel.until(last)).toList();
  }

  private static List<Curve> lossCurves(RunHistory run) {
    LossUnit unit = lossUnit(run);
    List<Curve> curves = new ArrayList<>();
    curves.add(new Curve("training", false, in(unit::of, run.loss().points())));
    if (run.validations().containsKey(LOSS)) {
      curves.add(new Curve("validation", true, in(unit::of, run.validations().get(LOSS).points())));
    }
    return curves;
  }

  private static List<Point> in(DoubleUnaryOperator unit, List<Point> points) {
    return points.stream()
        .map(
            p ->
                new Point(
                    p.x(),
                    unit.applyAsDouble(p.y()),
                    unit.applyAsDouble(p.low()),
                    unit.applyAsDouble(p.high())))
        .toList();
  }

  /** The metric that chooses the best model; the loss where nothing was validated. */
  public static String chosenBy(RunHistory run) {
    return run.lastValidation() == null ? LOSS : run.lastValidation().chosenBy();
  }

  /** The metric that people read where the loss chooses the best model; else that which chooses. */
  public static String shownMetric(RunHistory run) {
    String chosenBy = chosenBy(run);
    String shown =
        switch (chosenBy.equals(LOSS) ? lossUnit(run) : LossUnit.LOSS) {
          case PERPLEXITY -> "perplexity";
          case BITS -> "bits_per_character";
          case LOSS -> chosenBy;
        };
    return run.best() != null && run.best().metrics().containsKey(shown) ? shown : chosenBy;
  }

  private static String stepLabel(RunHistory run) {
    long perEpoch = run.stepsPerEpoch();
    return perEpoch == 0 ? "step" : String.format(Locale.ROOT, "step (%,d an epoch)", perEpoch);
  }

  /** The unit in which people read the loss. */
  static LossUnit lossUnit(RunHistory run) {
    return run.start() == null ? LossUnit.LOSS : run.start().lossUnit();
  }

  /** That unit's name for people. */
  static String lossLabel(RunHistory run) {
    if (run.start() == null) {
      return "loss";
    }
    return switch (run.start().lossUnit()) {
      case PERPLEXITY -> "perplexity";
      case BITS -> "bits per character";
      case LOSS -> run.start().task().equals("regressor") ? "squared error" : "nats per label";
    };
  }

  /** A metric's name for people, with its unit. */
  public static String metricLabel(String metric) {
    return switch (metric) {
      case "f1" -> "F1 (0 to 1)";
      case "accuracy", "precision", "recall" -> metric + " (0 to 1)";
      case "macro_f1" -> "macro F1 (0 to 1)";
      case "mae" -> "mean absolute error";
      case "rmse" -> "root mean squared error";
      default -> metric.replace('_', ' ');
    };
  }

  /**
   * A panel from 0 to the last point; empty where there is no point.
   *
   * @param maybeLogarithmic whether values that differ widely get a logarithmic axis
   * @param curves those without a point are left out
   */
  static Optional<Panel> panel(
      String title,
      String xLabel,
      String yLabel,
      boolean maybeLogarithmic,
      List<Curve> curves,
      List<Level> levels) {
    List<Curve> known = curves.stream().filter(curve -> !curve.points().isEmpty()).toList();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    boolean logarithmic = maybeLogarithmic && isWide(known, levels);
    Panel panel = new Panel(title, xLabel, yLabel, 0, 0, logarithmic, known, levels);
    double last =
        known.stream()
            .mapToDouble(curve -> curve.points().get(curve.points().size() - 1).x())
            .max()
            .orElse(0);
    return Optional.of(panel.until(last));
  }

  private static boolean isWide(List<Curve> curves, List<Level> levels) {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (Curve curve : curves) {
      for (Point point : curve.points()) {
        low = Math.min(low, point.low());
        high = Math.max(high, point.high());
      }
    }
    for (Level level : levels) {
      low = Math.min(low, level.y());
      high = Math.max(high, level.y());
    }
    return low > 0 && high > WIDE * low;
  }
}
