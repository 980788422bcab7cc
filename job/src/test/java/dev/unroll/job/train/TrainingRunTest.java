package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.report.RunEnd;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import dev.unroll.job.report.ValidationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingRunTest {
  private static final int CORES = 2;

  @TempDir Path folder;
  private Recipes recipes;

  @BeforeEach
  void writeCorpora() {
    recipes = new Recipes(folder);
  }

  private static TrainingRun.Result train(
      SparkSession session, EffectiveConfig config, boolean resume, TrainingListener... listeners)
      throws IOException {
    return new TrainingRun(session, config, List.of(listeners)).run(resume);
  }

  private TrainingRun.Result train(EffectiveConfig config, TrainingListener... listeners)
      throws IOException {
    return train(LocalSpark.session(CORES), config, false, listeners);
  }

  private TrainingRun.Result resume(EffectiveConfig config, TrainingListener... listeners)
      throws IOException {
    return train(LocalSpark.session(CORES), config, true, listeners);
  }

  @Test
  void train_anyCoresAndExchange_sameBytes() throws IOException {
    Map<String, byte[]> first = new HashMap<>();
    for (int cores : new int[] {1, 2, 4}) {
      SparkSession session = LocalSpark.session(cores);
      for (String recipe : recipes.names()) {
        for (String exchange : cores == 4 ? List.of("rpc", "job") : List.of("rpc")) {
          String run = recipe + "-" + exchange + "-" + cores;
          train(session, recipes.config(recipe, run, "train.exchange=" + exchange), false);
          byte[] model = recipes.model(run);
          assertArrayEquals(first.computeIfAbsent(recipe, r -> model), model, run);
          if (recipe.equals(Recipes.EVERYWHERE)) {
            String place = "`local[" + cores + "]`";
            SameBytes.assertSame(first.get(recipe), model, place, exchange, "");
          }
        }
      }
    }
    for (int shards = 2; shards <= 4; shards++) {
      assertFalse(
          Arrays.equals(first.get("streams-1"), first.get("streams-" + shards)),
          "the number of shards is part of the recipe");
    }
  }

  /** Ends a run behind a step, as Ctrl-C would. */
  private record StopAt(long step) implements TrainingListener {
    @Override
    public void onStep(StepReport report) {
      if (report.step() == step) {
        throw new IllegalStateException("stopped");
      }
    }
  }

  private void stop(EffectiveConfig config, long step) {
    IllegalStateException stopped =
        assertThrows(IllegalStateException.class, () -> train(config, new StopAt(step)));
    assertEquals("stopped", stopped.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "streams-3,7",
    "everywhere,37",
    "sentences,4",
    "tagger,8",
    "classifier,2",
    "translator,6"
  })
  void resume_afterStopAnywhere_sameBytes(String recipe, long stop) throws IOException {
    train(recipes.config(recipe, "whole"));
    String every = "train.checkpoint-every=3";
    stop(recipes.config(recipe, "stopped", every, "train.exchange=rpc"), stop);
    // The exchange may change, it is not part of the recipe.
    resume(recipes.config(recipe, "stopped", every, "train.exchange=job"));
    assertArrayEquals(recipes.model("whole"), recipes.model("stopped"));
    if (recipe.equals(Recipes.EVERYWHERE)) {
      SameBytes.assertSame(
          recipes.model("whole"),
          recipes.model("stopped"),
          "`local[2]`",
          "rpc, then job",
          "stopped in the middle of epoch 5, resumed");
    }
  }

  @Test
  void resume_inMidPlateau_halvesAtTheSameSteps() throws IOException {
    String[] plateau = {
      "train.schedule.kind=halve-on-plateau",
      "train.optimizer.kind=sgd",
      "train.optimizer.learning-rate=8",
      "train.validate-every=2",
      "train.checkpoint-every=3",
      "train.epochs=1"
    };
    Steps whole = new Steps();
    train(recipes.config("streams-2", "whole", plateau), whole);
    assertTrue(whole.rates.get(whole.rates.size() - 1) < 8, "it halves: " + whole.rates);
    stop(recipes.config("streams-2", "stopped", plateau), 8);
    Steps rest = new Steps();
    resume(recipes.config("streams-2", "stopped", plateau), rest);
    assertEquals(whole.rates.subList(6, whole.rates.size()), rest.rates);
    assertArrayEquals(recipes.model("whole"), recipes.model("stopped"));
  }

  /** Remembers what it hears. */
  private static final class Steps implements TrainingListener {
    final List<Double> rates = new ArrayList<>();
    final List<ValidationReport> validations = new ArrayList<>();
    final List<RunEnd> ends = new ArrayList<>();

    @Override
    public void onStep(StepReport step) {
      rates.add(step.learningRate());
    }

    @Override
    public void onValidation(ValidationReport validation) {
      validations.add(validation);
    }

    @Override
    public void onEnd(RunEnd end) {
      ends.add(end);
    }
  }

  @Test
  void resume_newestCheckpointTorn_passesOverItByName() throws IOException {
    train(recipes.config("streams-3", "whole"));
    EffectiveConfig config = recipes.config("streams-3", "torn", "train.checkpoint-every=2");
    stop(config, 7);
    Path newest = folder.resolve("torn/checkpoints/step-000000006");
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    try (LogCapture log = new LogCapture(Checkpoints.class)) {
      resume(config);
      assertEquals(1, log.lines().size(), log.lines().toString());
      assertTrue(log.lines().get(0).contains("passing over"), log.lines().toString());
      assertTrue(log.lines().get(0).contains("step-000000006"), log.lines().toString());
    }
    assertArrayEquals(recipes.model("whole"), recipes.model("torn"));
  }

  @Test
  void resume_ofAFinishedRun_writesTheSameModel() throws IOException {
    EffectiveConfig config = recipes.config("tagger", "run");
    TrainingRun.Result result = train(config);
    byte[] model = recipes.model("run");
    assertEquals(result, resume(config));
    assertArrayEquals(model, recipes.model("run"));
  }

  @Test
  void train_noBetterValidation_stopsAndKeepsTheBest() throws IOException {
    Steps heard = new Steps();
    TrainingRun.Result result =
        train(
            recipes.config(
                "streams-2",
                "run",
                "train.early-stopping.patience=2",
                "train.optimizer.learning-rate=0.5",
                "train.validate-every=2",
                "train.epochs=20"),
            heard);
    assertEquals(
        List.of(RunEnd.Reason.STOPPED_EARLY), heard.ends.stream().map(RunEnd::reason).toList());
    List<ValidationReport> bests =
        heard.validations.stream().filter(ValidationReport::best).toList();
    ValidationReport best = bests.get(bests.size() - 1);
    assertEquals(best.step(), result.step());
    assertEquals(best.metrics(), result.metrics());
    assertEquals(best.step() + 4, heard.rates.size());
    assertTrue(checkpoints("run", "best").contains("best-%09d".formatted(best.step())));
  }

  @Test
  void train_toTheEndOrNot_leavesCurvesAndReport() throws IOException {
    EffectiveConfig config = recipes.config("tagger", "run", "train.checkpoint-every=2");
    stop(config, 8);
    Path report = folder.resolve("run/report.html");
    assertTrue(Files.readString(report).contains("failed on"), "it was stopped by an exception");
    assertTrue(Files.size(folder.resolve("run/curves.png")) > 0);
    resume(config);
    String page = Files.readString(report);
    assertTrue(page.contains("was resumed once"), page);
    assertTrue(page.contains("all steps are done"), page);
    assertTrue(page.contains("By type of span"), page);
    assertFalse(page.contains("What is missing"), page);
    long steps =
        RunDirectory.existing(folder.resolve("run").toString(), new Configuration())
            .recorded()
            .history()
            .totals()
            .steps();
    assertTrue(page.contains("<dt>training steps</dt><dd>" + steps + "</dd>"), page);
  }

  @Test
  void train_manyCheckpoints_keepsTheNewest() throws IOException {
    train(
        recipes.config(
            "classifier", "run", "train.checkpoint-every=1", "train.keep-checkpoints=3"));
    List<String> kept = checkpoints("run", "step");
    assertEquals(3, kept.size());
    assertEquals("step-000000014", kept.get(2));
  }

  private List<String> checkpoints(String run, String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(run).resolve("checkpoints"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(kind))
          .sorted()
          .toList();
    }
  }

  @Test
  void train_lossDiverges_namesShardsAndKeepsTheCheckpoint() throws IOException {
    NonFiniteLossException e =
        assertThrows(
            NonFiniteLossException.class,
            () ->
                train(
                    recipes.config(
                        "streams-2",
                        "run",
                        "train.clip.norm=null",
                        "train.optimizer.kind=sgd",
                        "train.optimizer.learning-rate=1e38",
                        "train.checkpoint-every=1")));
    assertTrue(e.getMessage().contains(" at step 2 (gradient norm "), e.getMessage());
    assertTrue(e.getMessage().contains("from shard 0 (streams 0, 1, 2)"), e.getMessage());
    assertTrue(e.getMessage().contains("lower train.optimizer.learning-rate"), e.getMessage());
    assertEquals(List.of("step-000000001"), checkpoints("run", "step"));
  }

  @Test
  void train_oneExampleBeyondAllNumbers_namesItsShard() throws IOException {
    Files.writeString(
        folder.resolve("numbers.tsv"),
        "label\ttext\n1\ta b\n2\tb\n0\ta a\n1\tb b b\n3e38\tb a\n1\ta\n2\tb b\n1\ta a b\n");
    NonFiniteLossException e =
        assertThrows(
            NonFiniteLossException.class,
            () ->
                train(
                    recipes.config(
                        "regressor",
                        "run",
                        "corpus.train=" + folder.resolve("numbers.tsv"),
                        "corpus.valid=null")));
    assertTrue(
        e.getMessage().matches("gradient norm is .* at step 1, from shard \\d \\(examples .*"),
        e.getMessage());
    assertFalse(e.getMessage().contains("),"), e.getMessage());
  }

  @Test
  void train_fewerExamplesThanShards_trains() throws IOException {
    Files.writeString(folder.resolve("three.conll"), "a\tX\n\nb\tY\nc\tX\n\nc\tY\n");
    TrainingRun.Result result =
        train(
            recipes.config(
                "tagger",
                "run",
                "corpus.train=" + folder.resolve("three.conll"),
                "corpus.valid=null",
                "train.shards=5"));
    assertEquals(3, result.step());
  }
}
