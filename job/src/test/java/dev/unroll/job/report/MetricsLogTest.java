package dev.unroll.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  private static final Traffic CARRIED =
      Traffic.NONE.plus(Map.of("10", new Traffic.Bytes(10, 20), "2", new Traffic.Bytes(1, 2)));

  @TempDir java.nio.file.Path dir;
  private FileSystem fileSystem;
  private java.nio.file.Path file;

  @BeforeEach
  void open() throws IOException {
    fileSystem = FileSystem.getLocal(new Configuration());
    file = dir.resolve("metrics.jsonl");
  }

  @Test
  void run_everyEvent_isOneLine() throws IOException {
    try (MetricsLog log = log(0)) {
      log.onStart(
          new RunStart(Instant.EPOCH, "language-model", LossUnit.BITS, 0, 10, 99, RunFacts.NONE));
      log.onStep(step(1));
      log.onValidation(
          new ValidationReport(
              1, 1, Map.of("loss", 1.25), "loss", true, List.of("Hm."), Map.of(), 5_000_000));
      log.onCheckpoint(new CheckpointReport(1, "runs/a/checkpoints/1", 2_000_000));
      log.onEnd(new RunEnd(Instant.EPOCH, 1, RunEnd.Reason.STOPPED_EARLY, "no improvement"));
    }
    List<JsonNode> lines = lines();
    assertEquals(
        List.of("start", "step", "validation", "checkpoint", "end"),
        lines.stream().map(line -> line.get("event").asText()).toList());
    assertEquals(
        "{\"event\":\"step\",\"step\":1,\"epoch\":1,\"loss\":0.6931471805599453,\"bits\":1.0,"
            + "\"gradient_norm\":0.5,\"clipped\":true,\"learning_rate\":0.003,\"symbols\":2048,"
            + "\"milliseconds\":1.5,\"time\":{\"products\":0.7,\"gates\":0.3,\"waiting\":0.2,"
            + "\"exchange\":0.25,\"driver\":0.05},\"bytes_up\":11,\"bytes_down\":22,"
            + "\"bytes_by_executor\":"
            + "{\"2\":{\"up\":1,\"down\":2},\"10\":{\"up\":10,\"down\":20}}}",
        Files.readAllLines(file).get(1));
    assertEquals(1.25, lines.get(2).get("metrics").get("loss").asDouble());
    assertEquals("Hm.", lines.get(2).get("samples").get(0).asText());
    assertEquals("stopped-early", lines.get(4).get("reason").asText());
  }

  @Test
  void checkpoint_beforeClose_hasReachedTheFile() throws IOException {
    try (MetricsLog log = log(0)) {
      log.onStep(step(1));
      log.onCheckpoint(new CheckpointReport(1, "c", 1));
      assertEquals(2, lines().size());
    }
  }

  /** A killed process closes nothing. */
  @Test
  void checkpoint_onAStoreOfObjects_survivesTheProcessAndTheNext() throws IOException {
    fileSystem = new ObjectFileSystem();
    MetricsLog killed = log(0);
    killed.onStep(step(1));
    assertFalse(Files.exists(file));
    killed.onCheckpoint(new CheckpointReport(1, "c", 1));
    killed.onStep(step(2));
    killed.onCheckpoint(new CheckpointReport(2, "c", 1));
    killed.onStep(step(3));
    assertEquals(List.of(1, 1, 2, 2), steps());

    log(2).onStep(step(3)); // and is killed
    assertEquals(List.of(1, 1, 2, 2), steps());
    assertFalse(Files.exists(dir.resolve("metrics.jsonl.previous")));

    try (MetricsLog last = log(2)) {
      last.onStep(step(3));
    }
    assertEquals(List.of(1, 1, 2, 2, 3), steps());
  }

  @Test
  void resume_laterAndTornRecords_areDropped() throws IOException {
    try (MetricsLog log = log(0)) {
      for (int step = 1; step <= 5; step++) {
        log.onStep(step(step));
      }
    }
    Files.writeString(file, "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
    try (MetricsLog log = log(3)) {
      log.onStep(step(4));
    }
    assertEquals(List.of(1, 2, 3, 4), steps());
  }

  @Test
  void resume_crashedWhileResuming_losesNothing() throws IOException {
    try (MetricsLog log = log(0)) {
      log.onStep(step(1));
      log.onStep(step(2));
    }
    Files.move(file, dir.resolve("metrics.jsonl.previous"));
    Files.writeString(file, "{\"event\":\"step\",\"step\":1");
    try (MetricsLog log = log(2)) {
      log.onStep(step(3));
    }
    assertEquals(List.of(1, 2, 3), steps());
    assertFalse(Files.exists(dir.resolve("metrics.jsonl.previous")));
  }

  @Test
  void newRun_oldFile_startsEmpty() throws IOException {
    Files.writeString(file, "{\"event\":\"step\",\"step\":1}\n");
    log(0).close();
    assertTrue(lines().isEmpty());
  }

  @Test
  void nonFiniteLoss_isStillJson() throws IOException {
    try (MetricsLog log = log(0)) {
      log.onStep(
          new StepReport(
              1,
              1,
              Double.NaN,
              1,
              Double.POSITIVE_INFINITY,
              false,
              0.1,
              1,
              StepTime.NONE,
              Traffic.NONE));
    }
    assertEquals("NaN", lines().get(0).get("loss").asText());
  }

  @Test
  void storeThatRefuses_trainingGoesOn() throws IOException {
    MetricsLog log =
        MetricsLog.open(new FullFileSystem(), new Path(file.toUri()), 0, new TrainingListener() {});
    log.onStep(step(1));
    log.onCheckpoint(new CheckpointReport(1, "c", 1));
    log.onStep(step(2));
    log.close();
  }

  private MetricsLog log(long resumedStep) throws IOException {
    return MetricsLog.open(
        fileSystem, new Path(file.toUri()), resumedStep, new TrainingListener() {});
  }

  private List<Integer> steps() throws IOException {
    return lines().stream().map(line -> line.get("step").asInt()).toList();
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static StepReport step(long step) {
    return new StepReport(
        step,
        1,
        Math.log(2),
        2048,
        0.5,
        true,
        0.003,
        1_500_000,
        new StepTime(700_000, 300_000, 200_000, 250_000, 50_000),
        CARRIED);
  }

  /** A store where a file appears when it is closed, as S3A has it. */
  private static final class ObjectFileSystem extends RawLocalFileSystem {

    ObjectFileSystem() throws IOException {
      initialize(URI.create("file:///"), new Configuration());
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(new Upload(pathToFile(file).toPath()), null);
    }
  }

  private static final class Upload extends ByteArrayOutputStream implements StreamCapabilities {
    private final java.nio.file.Path file;

    Upload(java.nio.file.Path file) {
      this.file = file;
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(ABORTABLE_STREAM);
    }

    @Override
    public void close() throws IOException {
      Files.write(file, toByteArray());
    }
  }

  /** A store without room. */
  private static final class FullFileSystem extends RawLocalFileSystem {

    FullFileSystem() {
      setConf(new Configuration());
    }

    @Override
    public FSDataOutputStream create(
        Path file,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return new FSDataOutputStream(
          new java.io.OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("No space left on device");
            }
          },
          null);
    }
  }
}
