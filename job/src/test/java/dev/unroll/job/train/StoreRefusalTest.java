package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.report.MetricsLog;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store that refuses writes: nothing that was safe is lost, and the log says what is not safe.
 */
class StoreRefusalTest {
  private static final String CONTINUE = "train.on-checkpoint-failure=continue";
  private static final String STOP = "train.on-checkpoint-failure=stop";

  @TempDir static Path folder;
  private static Recipes recipes;
  private Configuration hadoop;

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    recipes = new Recipes(folder);
    train(recipes.config("streams-2", "whole"), false);
  }

  @BeforeEach
  void registerTheStore() {
    hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    FaultyFileSystem.register(hadoop);
  }

  @AfterEach
  void mend() {
    hadoop.unset(FaultyFileSystem.FILES);
  }

  private void refuse(String files) {
    hadoop.set(FaultyFileSystem.FILES, files);
  }

  private EffectiveConfig config(String policy) {
    return recipes.config(
        "streams-2",
        "run",
        "run.dir=faulty://" + folder.resolve("run"),
        "run.overwrite=true",
        "train.checkpoint-every=2",
        policy);
  }

  private static void train(EffectiveConfig config, boolean resume, TrainingListener... listeners)
      throws IOException {
    new TrainingRun(LocalSpark.session(), config, List.of(listeners)).run(resume);
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("run/checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"step-0000000(04|06|10)", "best-.*", "(step|best)-.*"})
  void checkpoint_refusedAndToContinue_isNamedAndTrainingEndsInTheSameBytes(String files)
      throws IOException {
    refuse(files);
    try (LogCapture log = new LogCapture(Checkpoints.class)) {
      train(config(CONTINUE), false);
      assertTrue(log.lines().size() >= 3, log.lines().toString());
      for (String line : log.lines()) {
        assertTrue(line.contains(" could not be written, "), line);
        assertTrue(line.endsWith("No space left on device; training goes on"), line);
      }
    }
    assertArrayEquals(recipes.model("whole"), recipes.model("run"));
    assertFalse(checkpoints().stream().anyMatch(name -> name.matches(files)), "no half a file");
  }

  @Test
  void checkpoint_refusedForAWhile_olderOnesStayUntilTheNextIsWhole() throws IOException {
    refuse("step-0000000(06|08)");
    train(
        config(CONTINUE),
        false,
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            if (step.step() == 9) {
              assertEquals(List.of("step-000000002", "step-000000004"), steps());
            } else if (step.step() == 11) {
              assertEquals(List.of("step-000000004", "step-000000010"), steps());
            }
          }
        });
  }

  private List<String> steps() {
    try {
      return checkpoints().stream().filter(name -> name.startsWith("step")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void checkpoint_refusedAndToStop_endsTheRunWhichResumes() throws IOException {
    refuse("step-000000006");
    IOException e = assertThrows(IOException.class, () -> train(config(STOP), false));
    assertTrue(
        e.getMessage()
            .endsWith(
                "step-000000006 could not be written, the newest whole checkpoint is that of step 4:"
                    + " No space left on device"),
        e.getMessage());
    assertEquals(List.of("step-000000002", "step-000000004"), steps());
    mend();
    train(config(STOP), true);
    assertArrayEquals(recipes.model("whole"), recipes.model("run"));
  }

  @Test
  void metrics_refused_areNamedOnceAndTrainingGoesOn() throws IOException {
    refuse("metrics\\.jsonl");
    try (LogCapture log = new LogCapture(MetricsLog.class)) {
      train(config(STOP), false);
      assertEquals(1, log.lines().size(), log.lines().toString());
      assertTrue(log.lines().get(0).contains("metrics.jsonl cannot be written"));
    }
    assertArrayEquals(recipes.model("whole"), recipes.model("run"));
  }

  @Test
  void metrics_placeTaken_areNamedOnceAndTrainingGoesOn() throws IOException {
    refuse("step-000000004");
    assertThrows(IOException.class, () -> train(config(STOP), false));
    mend();
    Files.delete(folder.resolve("run/metrics.jsonl"));
    Files.createDirectories(folder.resolve("run/metrics.jsonl.previous/taken"));
    try (LogCapture log = new LogCapture(MetricsLog.class)) {
      train(config(STOP), true);
      assertEquals(1, log.lines().size(), log.lines().toString());
    }
    assertArrayEquals(recipes.model("whole"), recipes.model("run"));
  }
}
