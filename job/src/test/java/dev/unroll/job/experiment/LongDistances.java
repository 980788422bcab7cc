package dev.unroll.job.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.Panel.Curve;
import dev.unroll.job.chart.Panel.Level;
import dev.unroll.job.chart.Panel.Point;
import dev.unroll.job.chart.PngChart;
import dev.unroll.job.experiment.AgreementTraining.Recipe;
import dev.unroll.network.CellKind;
import dev.unroll.train.OptimizerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How far back cells remember, and what clipping is good for. Writes {@code
 * docs/long-distances.md}, its chart and {@code docs/clipping.md}. It takes some minutes and is no
 * part of {@code mvn verify}:
 *
 * <pre>
 * mvn -q -pl job -am test -Dtest=LongDistances -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class LongDistances {
  private static final Path DOCS = Path.of("../docs");
  private static final List<CellKind> PLAIN = List.of(CellKind.RNN_TANH, CellKind.RNN_RELU);
  private static final List<CellKind> GATED =
      List.of(CellKind.GRU_SIMPLE, CellKind.GRU, CellKind.LSTM, CellKind.LSTM_PEEPHOLE);

  private static final int STEPS = 300;
  private static final double CLIP = 1;

  private static final int RUNS = 10;
  private static final double ADAM_RATE = 0.003;

  private static final List<Double> SGD_RATES = List.of(0.3, 1.0, 3.0);

  /** Nats; guessing has ln 2 = 0.69. A run whose loss ends above this has diverged. */
  private static final double DIVERGED = 1;

  private static final String DISTANCES =
      """
      # How far back cells remember

      Made by `mvn -q -pl job -am test -Dtest=LongDistances -Dsurefire.failIfNoSpecifiedTests=false`.

      The task: does "was" or "were" follow ("the cats , which slept near the dog ,")? Only the subject
      tells, d words before. A network of %d units (embedding of %d) reads batches of %d sentences, of
      each distance in turn, for %d steps: Adam at %s, gradient clipped at norm %s. Then it is tested
      on other sentences of each distance. Share of the right verbs, mean of %d seeds, with the least
      and the greatest (pale in the chart) where they differ by 0.02 or more; guessing has 0.50. The
      plain cells are so touchy that rounding counts: another CPU type gives them other numbers.

      ![accuracy by distance](long-distances.png)

      """
          .formatted(
              AgreementTraining.HIDDEN,
              AgreementTraining.EMBEDDING,
              AgreementTraining.BATCH,
              STEPS,
              ADAM_RATE,
              (int) CLIP,
              RUNS);

  private static final String CLIPPING =
      """
      # What clipping is good for

      Made by `mvn -q -pl job -am test -Dtest=LongDistances -Dsurefire.failIfNoSpecifiedTests=false`.

      Networks and sentences are those of [long-distances.md](long-distances.md), trained with SGD for
      %d steps. A run diverged if a loss or gradient was no number, or if its mean loss over the last
      %d steps was above %s nat; guessing has 0.69. Clipped is at norm %s. How many runs of ten diverged,
      and the median of that loss: not to diverge is not yet to learn.

      """
          .formatted(STEPS, AgreementTraining.LAST_STEPS, (int) DIVERGED, (int) CLIP);

  @TempDir static Path folder;
  private static AgreementCorpus corpus;

  @BeforeAll
  static void generate() throws Exception {
    corpus = AgreementCorpus.generate(folder);
    Files.createDirectories(DOCS);
  }

  @Test
  void gatedCells_rememberFurtherThanPlainOnes() throws IOException {
    Map<CellKind, List<Point>> accuracies = new LinkedHashMap<>();
    PLAIN.forEach(cell -> accuracies.put(cell, accuracies(cell)));
    GATED.forEach(cell -> accuracies.put(cell, accuracies(cell)));
    Files.write(DOCS.resolve("long-distances.png"), PngChart.draw(List.of(panel(accuracies))));
    StringBuilder text = new StringBuilder(DISTANCES);
    row(text, "cell", AgreementCorpus.DISTANCES.stream().map(String::valueOf).toList());
    row(text, "---", AgreementCorpus.DISTANCES.stream().map(distance -> "---").toList());
    accuracies.forEach(
        (cell, points) ->
            row(text, code(cell), points.stream().map(LongDistances::spread).toList()));
    Files.writeString(DOCS.resolve("long-distances.md"), text);
    for (CellKind plain : PLAIN) {
      for (CellKind gated : GATED) {
        assertTrue(
            farthest(accuracies.get(gated)) > farthest(accuracies.get(plain)),
            () -> gated + " must remember further than " + plain);
      }
    }
  }

  @Test
  void clipping_keepsPlainNetworksFromDiverging() throws IOException {
    StringBuilder text = new StringBuilder(CLIPPING);
    row(text, "cell", List.of("learning rate", "not clipped", "clipped"));
    row(text, "---", List.of("---", "---", "---"));
    for (CellKind cell : PLAIN) {
      long without = 0;
      long with = 0;
      for (double rate : SGD_RATES) {
        List<Double> free = losses(cell, rate, Double.POSITIVE_INFINITY);
        List<Double> clipped = losses(cell, rate, CLIP);
        row(text, code(cell), List.of(String.valueOf(rate), outcome(free), outcome(clipped)));
        without += diverged(free);
        with += diverged(clipped);
      }
      assertTrue(without > with, cell + " must need clipping");
    }
    Files.writeString(DOCS.resolve("clipping.md"), text);
  }

  private static double farthest(List<Point> points) {
    return points.get(points.size() - 1).y();
  }

  /** For each distance the mean accuracy over seeds, the least and the greatest. */
  private static List<Point> accuracies(CellKind cell) {
    Recipe recipe = new Recipe(cell, STEPS, OptimizerConfig.adam(), ADAM_RATE, CLIP);
    Map<Integer, DoubleSummaryStatistics> accuracies = new LinkedHashMap<>();
    for (int seed = 1; seed <= RUNS; seed++) {
      AgreementTraining run = AgreementTraining.run(corpus, recipe, seed);
      for (int distance : AgreementCorpus.DISTANCES) {
        accuracies
            .computeIfAbsent(distance, d -> new DoubleSummaryStatistics())
            .accept(run.accuracy(corpus.test(distance)));
      }
    }
    System.out.println(cell.key() + ": " + accuracies);
    List<Point> points = new ArrayList<>();
    accuracies.forEach(
        (distance, all) ->
            points.add(new Point(distance, all.getAverage(), all.getMin(), all.getMax())));
    return points;
  }

  /** The losses at the end of ten runs, rising; NaN last. */
  private static List<Double> losses(CellKind cell, double rate, double clip) {
    Recipe recipe = new Recipe(cell, STEPS, OptimizerConfig.sgd(), rate, clip);
    List<Double> losses = new ArrayList<>();
    for (int seed = 1; seed <= RUNS; seed++) {
      losses.add(AgreementTraining.run(corpus, recipe, seed).lastLoss());
    }
    Collections.sort(losses);
    System.out.printf("%s at %s, clipped at %s: %s%n", cell.key(), rate, clip, losses);
    return losses;
  }

  private static long diverged(List<Double> losses) {
    return losses.stream().filter(loss -> !(loss <= DIVERGED)).count();
  }

  private static String outcome(List<Double> losses) {
    double median = (losses.get((RUNS - 1) / 2) + losses.get(RUNS / 2)) / 2;
    String loss = Double.isNaN(median) ? "no number" : String.format(Locale.ROOT, "%.2f", median);
    return "%d of %d (%s)".formatted(diverged(losses), RUNS, loss);
  }

  private static Panel panel(Map<CellKind, List<Point>> accuracies) {
    List<Curve> curves = new ArrayList<>();
    accuracies.forEach((cell, points) -> curves.add(new Curve(cell.key(), true, points)));
    return new Panel(
        "Which verb follows: accuracy by cell (those with gates lie on each other)",
        "words between subject and verb",
        "accuracy",
        0,
        AgreementCorpus.DISTANCES.get(AgreementCorpus.DISTANCES.size() - 1),
        false,
        curves,
        List.of(new Level("guessing", 0.5)));
  }

  private static String code(CellKind cell) {
    return '`' + cell.key() + '`';
  }

  private static void row(StringBuilder text, String name, List<String> cells) {
    text.append("| ").append(name).append(" | ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** The mean, and where it tells more the least and the greatest. */
  private static String spread(Point point) {
    String mean = String.format(Locale.ROOT, "%.2f", point.y());
    return point.high() - point.low() < 0.02
        ? mean
        : String.format(Locale.ROOT, "%s (%.2f to %.2f)", mean, point.low(), point.high());
  }
}
