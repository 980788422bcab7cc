package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.corpus.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver is killed with -9; what {@code --resume} makes of the rest has the same bytes. */
class DriverKilledIT {
  private static final String[] OFTEN = {"train.checkpoint-every=2", "train.keep-checkpoints=9"};

  @TempDir Path folder;

  /** The store falls silent in the middle of the named file, so the moment is always the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\.run\\.conf\\.unfinished",
        "step-000000006",
        "best-000000005",
        "model\\.safetensors"
      })
  void resume_driverKilledWhileAFileIsWritten_sameBytes(String file) throws Exception {
    Recipes recipes = new Recipes(folder);
    Path run = folder.resolve("killed");
    EffectiveConfig config = faulty(recipes);
    Map<String, String> properties = new HashMap<>(Cluster.ALONE);
    properties.put("spark.master", "local[2]");
    properties.put("spark.hadoop.fs.faulty.impl", FaultyFileSystem.class.getName());
    properties.put("spark.hadoop." + FaultyFileSystem.FILES, file);
    properties.put("spark.hadoop." + FaultyFileSystem.SILENT, "true");
    try (TrainProcess train = new TrainProcess(folder, config, false, properties)) {
      train.await(file, () -> halfWritten(run, file));
      train.kill();
    }
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    FaultyFileSystem.register(hadoop);
    try (LogCapture log = new LogCapture(Checkpoints.class)) {
      boolean begun = Files.exists(run.resolve("run.conf"));
      assertEquals(!file.contains("run"), begun);
      new TrainingRun(LocalSpark.session(), config, List.of()).run(begun);
      if (file.startsWith("step")) {
        assertEquals(1, log.lines().size(), log.lines().toString());
        assertTrue(log.lines().get(0).contains("passing over"), log.lines().toString());
        assertTrue(log.lines().get(0).contains(file), log.lines().toString());
      } else {
        assertFalse(log.lines().toString().contains("passing over"), log.lines().toString());
      }
    }
    new TrainingRun(LocalSpark.session(), recipes.config("streams-3", "whole", OFTEN), List.of())
        .run(false);
    assertArrayEquals(recipes.model("whole"), recipes.model("killed"));
  }

  private static EffectiveConfig faulty(Recipes recipes) {
    EffectiveConfig plain = recipes.config("streams-3", "killed", OFTEN);
    return recipes.config(
        "streams-3",
        "killed",
        OFTEN[0],
        OFTEN[1],
        "run.dir=faulty://" + plain.values().run().dir());
  }

  private static boolean halfWritten(Path run, String file) {
    if (!Files.exists(run)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(run)) {
      return files.anyMatch(
          path -> path.getFileName().toString().matches(file) && path.toFile().length() > 0);
    } catch (IOException | UncheckedIOException e) {
      return false; // something was deleted meanwhile
    }
  }

  @Test
  void resume_driverOfAClusterKilledInMidStep_sameBytes() throws Exception {
    Recipes recipes = new Recipes(folder);
    EffectiveConfig config = recipes.config(Recipes.EVERYWHERE, "killed", OFTEN);
    try (Cluster cluster = new Cluster(folder, 2)) {
      Map<String, String> properties = cluster.properties(2);
      Path checkpoint = folder.resolve("killed/checkpoints/step-000000020");
      try (TrainProcess train = new TrainProcess(folder, config, false, properties)) {
        train.await("a checkpoint", () -> Files.exists(checkpoint));
        train.kill();
      }
      assertFalse(Files.exists(folder.resolve("killed/model")));
      try (TrainProcess train = new TrainProcess(folder, config, true, properties)) {
        assertEquals(0, train.status(), train::log);
        assertTrue(train.log().contains("resuming after step"), train::log);
      }
    }
    new TrainingRun(LocalSpark.session(), recipes.config(Recipes.EVERYWHERE, "whole"), List.of())
        .run(false);
    SameBytes.assertSame(
        recipes.model("whole"),
        recipes.model("killed"),
        "2 executors",
        "rpc",
        "driver killed with -9, resumed");
  }
}
