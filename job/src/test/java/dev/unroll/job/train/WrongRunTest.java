package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake about a run directory ends in one sentence, and what is in it stays. */
class WrongRunTest {
  @TempDir Path folder;
  private Path train;
  private Path run;

  @BeforeEach
  void writeCorpus() throws IOException {
    train = Files.writeString(folder.resolve("train.txt"), "to be or not to be ".repeat(20));
    run = folder.resolve("run");
  }

  @Test
  void runDirectory_exists_isLeftAlone() throws IOException {
    train("train.steps=1");
    assertEquals(
        ("run.dir must not exist yet, got %s; choose another, continue it with --resume, or delete"
                + " it with --set run.overwrite=true")
            .formatted(run),
        message(false));
  }

  @Test
  void overwrite_withAWrongCorpus_keepsTheOldRun() throws IOException {
    train("train.steps=1");
    String missing = folder.resolve("missing.txt").toString();
    assertEquals(
        "corpus.train must name an existing file or directory, got " + missing,
        message(false, "run.overwrite=true", "corpus.train=" + missing));
    assertTrue(Files.exists(run.resolve("model/config.json")), "the old model");
    assertTrue(Files.exists(run.resolve("shards")), "the old shards");
  }

  @Test
  void overwrite_withARightCorpus_replacesTheOldRun() throws IOException {
    train("train.steps=3");
    train("train.steps=2", "run.overwrite=true");
    try (var checkpoints = Files.list(run.resolve("checkpoints"))) {
      assertEquals(
          List.of("step-000000002"),
          checkpoints
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .toList());
    }
  }

  @Test
  void corpus_wrong_leavesNoRunDirectory() throws IOException {
    Files.writeString(train, "short");
    assertTrue(message(false).startsWith("corpus.train must have at least"));
    assertFalse(Files.exists(run));
  }

  @Test
  void runDirectory_belowAFile_cannotBeWritten() {
    run = train.resolve("run");
    assertTrue(
        message(false).startsWith("run.dir must be a place that can be written to, got " + run));
  }

  @Test
  void runDirectory_onAnUnknownFileSystem_isNamed() {
    assertTrue(
        message(false, "run.dir=foo://there/run")
            .startsWith("run.dir must be a path on a known file system, got foo://there/run; "));
  }

  @Test
  void resume_withoutARun_saysSo() {
    assertEquals(
        "run.dir must be the directory of a run to resume, got %s, which holds no run.conf; train without --resume"
            .formatted(run),
        message(true));
  }

  @Test
  void resume_withAnotherRecipe_namesWhatDiffers() throws IOException {
    train("train.steps=1");
    assertEquals(
        "a resumed run must have the recipe that it began with, got other values of train.window (5, then 6); take them back, or start a new run",
        message(true, "train.steps=1", "train.window=6"));
  }

  private void train(String... overrides) throws IOException {
    run(false, overrides);
  }

  private String message(boolean resume, String... overrides) {
    return assertThrows(UserError.class, () -> run(resume, overrides)).getMessage();
  }

  private void run(boolean resume, String... overrides) throws IOException {
    List<String> all = new ArrayList<>(List.of("run.dir=" + run, "corpus.train=" + train));
    all.addAll(Arrays.asList(overrides));
    String recipe =
        """
        task = language-model
        corpus { unit = char, document = file }
        model.hidden-size = 3
        train { batch-size = 4, window = 5, epochs = 1 }
        """;
    new TrainingRun(
            LocalSpark.session(), ConfigLoader.fromText("test.conf", recipe, all), List.of())
        .run(resume);
  }
}
