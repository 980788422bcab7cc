package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsReaderTest {
  @TempDir java.nio.file.Path dir;
  private FileSystem fileSystem;
  private java.nio.file.Path file;

  /** Everything that it hears. */
  private static final class Heard implements TrainingListener {
    final List<Object> events = new ArrayList<>();

    @Override
    public void onStart(RunStart start) {
      events.add(start);
    }

    @Override
    public void onStep(StepReport step) {
      events.add(step);
    }

    @Override
    public void onValidation(ValidationReport validation) {
      events.add(validation);
    }

    @Override
    public void onCheckpoint(CheckpointReport checkpoint) {
      events.add(checkpoint);
    }

    @Override
    public void onEnd(RunEnd end) {
      events.add(end);
    }
  }

  @BeforeEach
  void open() throws IOException {
    fileSystem = FileSystem.getLocal(new Configuration()).getRaw();
    file = dir.resolve("metrics.jsonl");
  }

  private static void tell(TrainingListener listener) {
    listener.onStart(Events.start("tagger", LossUnit.LOSS, 0));
    listener.onStep(Events.step(1, 2.5));
    listener.onStep(Events.step(2, Double.NaN));
    listener.onValidation(Events.validation(2, true, "f1", Events.metrics(1.5, 0.5)));
    listener.onCheckpoint(new CheckpointReport(2, "runs/a/checkpoints/2", 2_000_000));
    listener.onEnd(Events.end(2));
  }

  private void write() {
    try (MetricsLog log =
        MetricsLog.open(fileSystem, new Path(file.toUri()), 0, new TrainingListener() {})) {
      tell(log);
    }
  }

  private List<Object> read(List<String> problems) throws IOException {
    Heard heard = new Heard();
    assertEquals(problems, MetricsReader.read(fileSystem, new Path(file.toUri()), heard));
    return heard.events;
  }

  private static List<Object> all() {
    Heard heard = new Heard();
    tell(heard);
    return heard.events;
  }

  @Test
  void read_whatWasWritten_isHeardAgain() throws IOException {
    write();
    assertEquals(all(), read(List.of()));
  }

  @Test
  void read_lastLineTorn_isLeftOutAndNamed() throws IOException {
    write();
    Files.writeString(file, "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
    assertEquals(all(), read(List.of("line 7 of metrics.jsonl is torn or damaged and left out")));
  }

  @Test
  void read_strangeLines_areLeftOutAndNamed() throws IOException {
    write();
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.add(1, "[]");
    lines.add(3, "{\"event\":\"step\"}");
    lines.add("");
    Files.write(file, lines);
    assertEquals(
        all(),
        read(
            List.of(
                "line 2 of metrics.jsonl is torn or damaged and left out",
                "line 4 of metrics.jsonl is torn or damaged and left out",
                "line 9 of metrics.jsonl is torn or damaged and left out")));
  }

  @Test
  void read_crashedWhileResuming_readsTheOldRecords() throws IOException {
    write();
    Files.move(file, dir.resolve("metrics.jsonl.previous"));
    Files.writeString(file, "");
    assertEquals(all(), read(List.of()));
  }

  @Test
  void read_noFile_isAnError() {
    assertThrows(
        FileNotFoundException.class,
        () -> MetricsReader.read(fileSystem, new Path(file.toUri()), new Heard()));
  }

  @Test
  void resumedLog_tellsTheKeptRecordsToTheHistory() throws IOException {
    write();
    RunHistory history = new RunHistory();
    MetricsLog.open(fileSystem, new Path(file.toUri()), 1, history).close();
    assertEquals(1, history.totals().steps());
    assertEquals(null, history.lastValidation());
    assertEquals(1, history.starts());
  }
}
