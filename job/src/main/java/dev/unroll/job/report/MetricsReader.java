package dev.unroll.job.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.job.config.Spelling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Tells a listener what {@code metrics.jsonl} has recorded, as if the run happened again. A field
 * that a record lacks is 0 or empty.
 */
public final class MetricsReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private MetricsReader() {}

  /**
   * Reads the file.
   *
   * @return one sentence for each record that is torn or damaged; it is left out
   * @throws java.io.FileNotFoundException if there is no such file
   */
  public static List<String> read(FileSystem fileSystem, Path file, TrainingListener listener)
      throws IOException {
    Path whole = MetricsLog.previous(file);
    Path source = fileSystem.exists(whole) ? whole : file;
    List<String> problems = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(fileSystem.open(source), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          tell(JSON.readTree(line), listener);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
          problems.add(
              "line %,d of %s is torn or damaged and left out".formatted(number, source.getName()));
        }
      }
    }
    return problems;
  }

  /**
   * Tells of one record.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void tell(JsonNode record, TrainingListener listener) {
    switch (record.path("event").asText()) {
      case "start" -> listener.onStart(start(record));
      case "step" -> listener.onStep(step(record));
      case "validation" -> listener.onValidation(validation(record));
      case "checkpoint" ->
          listener.onCheckpoint(
              new CheckpointReport(
                  number(record), record.path("path").asText(), nanos(record, "milliseconds")));
      case "end" ->
          listener.onEnd(
              new RunEnd(
                  Instant.parse(record.path("time").asText()),
                  number(record),
                  Spelling.parse(RunEnd.Reason.class, record.path("reason").asText()),
                  record.path("message").asText()));
      default -> throw new IllegalArgumentException("no record: " + record);
    }
  }

  private static RunStart start(JsonNode record) {
    return new RunStart(
        Instant.parse(record.path("time").asText()),
        record.path("task").asText(),
        Spelling.parse(LossUnit.class, record.path("loss_unit").asText()),
        number(record),
        record.path("total_steps").asLong(),
        record.path("parameters").asLong(),
        record.has("facts")
            ? JSON.convertValue(record.get("facts"), RunFacts.class)
            : RunFacts.NONE);
  }

  private static StepReport step(JsonNode record) {
    JsonNode time = record.path("time");
    Map<String, Traffic.Bytes> bytes = new HashMap<>();
    record
        .path("bytes_by_executor")
        .fields()
        .forEachRemaining(
            executor ->
                bytes.put(
                    executor.getKey(),
                    new Traffic.Bytes(
                        executor.getValue().path("up").asLong(),
                        executor.getValue().path("down").asLong())));
    return new StepReport(
        number(record),
        record.path("epoch").asInt(),
        value(record.path("loss")),
        record.path("symbols").asLong(),
        value(record.path("gradient_norm")),
        record.path("clipped").asBoolean(),
        value(record.path("learning_rate")),
        nanos(record, "milliseconds"),
        new StepTime(
            nanos(time, "products"),
            nanos(time, "gates"),
            nanos(time, "waiting"),
            nanos(time, "exchange"),
            nanos(time, "driver")),
        bytes.isEmpty() ? Traffic.NONE : Traffic.NONE.plus(bytes));
  }

  private static ValidationReport validation(JsonNode record) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    record
        .path("metrics")
        .fields()
        .forEachRemaining(metric -> metrics.put(metric.getKey(), value(metric.getValue())));
    return new ValidationReport(
        number(record),
        record.path("epoch").asInt(),
        metrics,
        record.path("chosen_by").asText(),
        record.path("best").asBoolean(),
        record.has("samples") ? JSON.convertValue(record.get("samples"), TEXTS) : List.of(),
        record.has("findings") ? JSON.convertValue(record.get("findings"), TREE) : Map.of(),
        nanos(record, "milliseconds"));
  }

  private static long number(JsonNode record) {
    JsonNode step = record.path("step");
    if (!step.isIntegralNumber()) {
      throw new IllegalArgumentException("no step: " + record);
    }
    return step.asLong();
  }

  /** What is no number in JSON stands there as a text: "NaN". */
  private static double value(JsonNode number) {
    return number.isTextual() ? Double.parseDouble(number.asText()) : number.asDouble();
  }

  private static long nanos(JsonNode record, String milliseconds) {
    return Math.round(record.path(milliseconds).asDouble() * 1e6);
  }
}
