package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose records are torn, cut off or missing. */
class RecordedRunTest {
  private static final String NO_END = "no end is recorded: the run was killed or still goes on";
  private static final String NO_VALIDATION =
      "no validation is recorded: what the model is worth is not known";

  @TempDir Path dir;
  private FileSystem fileSystem;

  @BeforeEach
  void open() throws IOException {
    fileSystem = FileSystem.getLocal(new Configuration()).getRaw();
    Files.writeString(
        dir.resolve("run.conf"),
        "train.clip.norm = 5  # a.conf:1\ncorpus.valid = \"v  # w.txt\"  # a.conf:2\ntorn = 3");
  }

  private org.apache.hadoop.fs.Path file(String name) {
    return new org.apache.hadoop.fs.Path(dir.toUri().getPath(), name);
  }

  private RecordedRun read() throws IOException {
    return RecordedRun.read("a", fileSystem, file("run.conf"), file("metrics.jsonl"));
  }

  private MetricsLog log() {
    return MetricsLog.open(fileSystem, file("metrics.jsonl"), 0, new RunHistory());
  }

  @Test
  void read_wholeRun_hasNoProblems() throws IOException {
    try (MetricsLog log = log()) {
      log.onStart(Events.start("tagger", LossUnit.LOSS, 0));
      log.onStep(Events.step(1, 2));
      log.onValidation(Events.validation(1, true, "f1", Events.metrics(1.5, 0.5)));
      log.onEnd(Events.end(1));
    }
    RecordedRun run = read();
    assertEquals(List.of(), run.problems());
    assertEquals(5, run.clipNorm());
    assertEquals("v  # w.txt", run.setting("corpus.valid").orElseThrow());
    assertFalse(run.setting("torn").isPresent());
  }

  @Test
  void read_killedBeforeTheFirstValidation_saysSo() throws IOException {
    try (MetricsLog log = log()) {
      log.onStart(Events.start("tagger", LossUnit.LOSS, 0));
      log.onStep(Events.step(1, 2));
    }
    assertEquals(List.of(NO_VALIDATION, NO_END + " after step 1"), read().problems());
  }

  @Test
  void read_withoutValidationData_doesNotMissTheValidation() throws IOException {
    Files.writeString(dir.resolve("run.conf"), "corpus.valid = null  # a.conf:2\n");
    try (MetricsLog log = log()) {
      log.onStart(Events.start("tagger", LossUnit.LOSS, 0));
      log.onStep(Events.step(1, 2));
      log.onEnd(Events.end(1));
    }
    assertEquals(List.of(), read().problems());
  }

  @Test
  void read_resumedAndKilled_hasNoEnd() throws IOException {
    try (MetricsLog log = log()) {
      log.onStart(Events.start("tagger", LossUnit.LOSS, 0));
      log.onStep(Events.step(1, 2));
      log.onValidation(Events.validation(1, true, "f1", Events.metrics(1.5, 0.5)));
      log.onEnd(Events.end(1));
      log.onStart(Events.start("tagger", LossUnit.LOSS, 1));
      log.onStep(Events.step(2, 2));
    }
    assertEquals(List.of(NO_END + " after step 2"), read().problems());
    assertEquals(2, read().history().starts());
  }

  @Test
  void read_noRecords_readsTheRecipe() throws IOException {
    RecordedRun run = read();
    assertEquals(List.of("metrics.jsonl is missing: what happened is not known"), run.problems());
    assertEquals(2, run.settings().size());
  }

  @Test
  void read_emptyRecordsAndNoRecipe_saysAllThatIsMissing() throws IOException {
    Files.delete(dir.resolve("run.conf"));
    log().close();
    assertEquals(
        List.of(
            "run.conf is missing: the recipe is not known",
            "no start is recorded: task, data and machines are not known",
            "no step is recorded",
            NO_END),
        read().problems());
  }
}
