package dev.unroll.job.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.job.config.Spelling;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: one JSON object a line for every start, step, validation,
 * checkpoint and end of a run. Losses are in nats, times in milliseconds.
 *
 * <p>What is written reaches the file within a second, and before a checkpoint is announced to
 * anybody else; on object stores, where a file appears when it is closed, at each checkpoint. A
 * resumed run keeps the records up to its first step and drops later and torn ones. If the store
 * refuses a write, the log says so once and training goes on without it.
 */
public final class MetricsLog implements TrainingListener, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final FileSystem fileSystem;
  private final Path file;
  private FSDataOutputStream stream;

  /** Whether the file appears only when the stream is closed, as objects do. */
  private boolean object;

  private Writer writer;
  private LossUnit lossUnit = LossUnit.LOSS;
  private long lastFlush = System.nanoTime();
  private boolean broken;

  private MetricsLog(FileSystem fileSystem, Path file) {
    this.fileSystem = fileSystem;
    this.file = file;
  }

  /**
   * Opens the log of a run.
   *
   * @param resumedStep the last step whose record is kept; 0 starts an empty log
   * @param past hears of the records that are kept
   */
  public static MetricsLog open(
      FileSystem anyFileSystem, Path file, long resumedStep, TrainingListener past) {
    // Without checksum files: they would make the log of a killed run unreadable.
    FileSystem fileSystem =
        anyFileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : anyFileSystem;
    MetricsLog log = new MetricsLog(fileSystem, file);
    log.tryWriting(() -> log.begin(resumedStep, past));
    return log;
  }

  private void begin(long resumedStep, TrainingListener past) throws IOException {
    // The old log stands aside until the new one holds its records: no crash loses them.
    Path previous = previous(file);
    if (!fileSystem.exists(previous) && fileSystem.exists(file)) {
      fileSystem.rename(file, previous);
    }
    create();
    if (fileSystem.exists(previous)) {
      try (BufferedReader old =
          new BufferedReader(
              new InputStreamReader(fileSystem.open(previous), StandardCharsets.UTF_8))) {
        keep(old, resumedStep, past);
      }
      publish();
      fileSystem.delete(previous, false);
    }
  }

  private void create() throws IOException {
    stream = fileSystem.create(file, true);
    object = stream.hasCapability(StreamCapabilities.ABORTABLE_STREAM);
    writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }

  @Override
  public void onStart(RunStart start) {
    lossUnit = start.lossUnit();
    write(
        event("start", start.resumedStep())
            .put("time", start.time().toString())
            .put("task", start.task())
            .put("total_steps", start.totalSteps())
            .put("parameters", start.parameters())
            .put("loss_unit", Spelling.of(start.lossUnit()))
            .set("facts", JSON.valueToTree(start.facts())));
  }

  @Override
  public void onStep(StepReport step) {
    ObjectNode event =
        event("step", step.step()).put("epoch", step.epoch()).put("loss", step.loss());
    if (lossUnit != LossUnit.LOSS) {
      event.put(lossUnit.label(), lossUnit.of(step.loss()));
    }
    event
        .put("gradient_norm", step.gradientNorm())
        .put("clipped", step.clipped())
        .put("learning_rate", step.learningRate())
        .put("symbols", step.symbols())
        .put("milliseconds", milliseconds(step.nanos()));
    event.set("time", time(step.time()));
    event.put("bytes_up", step.traffic().up()).put("bytes_down", step.traffic().down());
    ObjectNode executors = event.putObject("bytes_by_executor");
    step.traffic()
        .executors()
        .forEach(
            (id, bytes) -> executors.putObject(id).put("up", bytes.up()).put("down", bytes.down()));
    write(event);
  }

  @Override
  public void onValidation(ValidationReport validation) {
    ObjectNode event = event("validation", validation.step()).put("epoch", validation.epoch());
    ObjectNode metrics = event.putObject("metrics");
    validation.metrics().forEach(metrics::put);
    if (!validation.samples().isEmpty()) {
      event.set("samples", JSON.valueToTree(validation.samples()));
    }
    if (!validation.findings().isEmpty()) {
      event.set("findings", JSON.valueToTree(validation.findings()));
    }
    write(
        event
            .put("chosen_by", validation.chosenBy())
            .put("best", validation.best())
            .put("milliseconds", milliseconds(validation.nanos())));
  }

  @Override
  public void onCheckpoint(CheckpointReport checkpoint) {
    write(
        event("checkpoint", checkpoint.step())
            .put("path", checkpoint.path())
            .put("milliseconds", milliseconds(checkpoint.nanos())));
    tryWriting(this::publish);
  }

  @Override
  public void onEnd(RunEnd end) {
    write(
        event("end", end.step())
            .put("time", end.time().toString())
            .put("reason", Spelling.of(end.reason()))
            .put("message", end.message()));
    tryWriting(this::flush);
  }

  @Override
  public void close() {
    tryWriting(() -> writer.close());
  }

  /** Where the log stands while its records are carried over into that of a resumed run. */
  static Path previous(Path file) {
    return file.suffix(".previous");
  }

  private void keep(BufferedReader old, long resumedStep, TrainingListener past)
      throws IOException {
    for (String line = old.readLine(); line != null; line = old.readLine()) {
      try {
        JsonNode record = JSON.readTree(line);
        JsonNode step = record.path("step");
        if (resumedStep > 0 && step.isIntegralNumber() && step.asLong() <= resumedStep) {
          MetricsReader.tell(record, past);
          writer.append(line).append('\n');
        }
      } catch (JsonProcessingException | RuntimeException torn) {
        LOG.warn("{} holds a torn record, which is dropped: {}", file, line);
      }
    }
  }

  private static ObjectNode time(StepTime time) {
    return JSON.createObjectNode()
        .put("products", milliseconds(time.products()))
        .put("gates", milliseconds(time.gates()))
        .put("waiting", milliseconds(time.waiting()))
        .put("exchange", milliseconds(time.exchange()))
        .put("driver", milliseconds(time.driver()));
  }

  /** To the microsecond. */
  private static double milliseconds(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }

  private static ObjectNode event(String name, long step) {
    return JSON.createObjectNode().put("event", name).put("step", step);
  }

  private void write(ObjectNode event) {
    tryWriting(
        () -> {
          writer.append(JSON.writeValueAsString(event)).append('\n');
          if (System.nanoTime() - lastFlush > FLUSH_NANOS) {
            flush();
          }
        });
  }

  private void flush() throws IOException {
    writer.flush();
    if (!object) {
      stream.hflush();
    }
    lastFlush = System.nanoTime();
  }

  /**
   * Sees to it that a killed run leaves all records. An object cannot be appended to: it is closed,
   * and a new one, which begins with what it holds, takes its place when it is closed in its turn.
   */
  private void publish() throws IOException {
    flush();
    if (object) {
      writer.close();
      create();
      try (InputStream records = fileSystem.open(file)) {
        records.transferTo(stream);
      }
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  private void tryWriting(Write write) {
    if (broken) {
      return;
    }
    try {
      write.run();
    } catch (IOException e) {
      broken = true;
      LOG.warn("{} cannot be written, training goes on without it: {}", file, e.toString());
    }
  }
}
