package dev.unroll.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.job.corpus.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped configurations from training to scored rows, a few steps each. */
class RoundTripIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Validation measures the very batches that evaluation does, up to their grouping. */
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  private final Map<String, String> properties =
      Map.of(
          "spark.master", "local[2]",
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1");

  @BeforeEach
  void openSessionsHere() {
    LocalSpark.stop();
    properties.forEach(System::setProperty);
  }

  @AfterEach
  void clear() {
    properties.keySet().forEach(System::clearProperty);
  }

  private JsonNode run(String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    int status =
        Main.run(
            Verbs.all(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            all.toArray(String[]::new));
    assertEquals(0, status, () -> all + ": " + err);
    return JSON.readTree(out.toString());
  }

  private String train(String configuration, String data, String extension) throws IOException {
    Path samples = ROOT.resolve("data-samples").resolve(data);
    JsonNode trained =
        run(
            "train",
            "--conf",
            ROOT.resolve("conf").resolve(configuration + ".conf").toString(),
            "--set=run.dir=" + folder.resolve("run"),
            "--set=corpus.train=" + samples.resolve("train." + extension),
            "--set=corpus.valid=" + samples.resolve("valid." + extension),
            "--set=train.schedule.kind=constant",
            "--set=train.schedule.warmup-steps=0",
            "--set=model.hidden-size=12",
            "--set=model.tied=false",
            "--set=train.steps=3");
    assertEquals(3, trained.get("steps").asInt());
    JsonNode evaluated =
        run(
            "evaluate",
            "--model",
            trained.get("model").asText(),
            "--data",
            samples.resolve("valid." + extension).toString(),
            "--set=decode.max-length=5");
    trained
        .get("valid")
        .fields()
        .forEachRemaining(
            metric ->
                assertEquals(
                    metric.getValue().asDouble(),
                    evaluated.get(metric.getKey()).asDouble(),
                    ROUNDING * metric.getValue().asDouble(),
                    metric.getKey()));
    return trained.get("model").asText();
  }

  private List<JsonNode> score(String model, String... rows) throws IOException {
    Path input = Files.write(folder.resolve("rows.json"), List.of(rows));
    Path output = folder.resolve("scored");
    JsonNode scored =
        run(
            "score",
            "--model",
            model,
            "--input",
            input.toString(),
            "--format=json",
            "--output",
            output.toString(),
            "--output-format=json",
            "--set=decode.max-length=5");
    assertEquals(rows.length, scored.get("rows").asInt());
    List<JsonNode> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(file)) {
          lines.add(JSON.readTree(line));
        }
      }
    }
    assertEquals(rows.length, lines.size());
    return lines;
  }

  private void inspect(String model, Path data) throws IOException {
    Path page = Files.writeString(folder.resolve("page.html"), "an older one");
    JsonNode inspected =
        run(
            "inspect",
            "--model",
            model,
            "--data",
            data.toString(),
            "--sequences=5",
            "--html",
            page.toString());
    assertEquals(3, inspected.at("/clipping/steps").asInt(), inspected::toString);
    String html = Files.readString(page);
    assertTrue(html.startsWith("<!DOCTYPE html>"), html);
    assertTrue(html.contains("<h1>Inside run/model</h1>"), html);
  }

  @ParameterizedTest
  @CsvSource({
    "names, names, conll, tags",
    "sentiment, sentiment, tsv, label",
    "stars-regression, stars, tsv, prediction",
    "word-lm, word-lm, txt, log_prob"
  })
  void textModel_trained_isEvaluatedScoresAndIsInspected(
      String configuration, String data, String extension, String column) throws Exception {
    String model = train(configuration, data, extension);
    inspect(model, ROOT.resolve("data-samples").resolve(data).resolve("valid." + extension));
    for (JsonNode row : score(model, "{\"text\": \"a day in Rome\"}", "{\"text\": \"yes\"}")) {
      assertTrue(row.hasNonNull("text") && row.hasNonNull(column), row::toString);
    }
  }

  @Test
  void characterModel_trained_writes() throws Exception {
    String model = train("char-lm", "char-lm", "txt");
    String[] command = {"sample", "--model", model, "--seed=3", "--prefix=The ", "--max-length=40"};
    JsonNode sample = run(command);
    assertTrue(sample.at("/samples/0/text").asText().startsWith("The "), sample::toString);
    assertEquals(sample, run(command));
  }

  @Test
  void translator_trained_translates() throws Exception {
    String model = train("dates", "dates", "tsv");
    JsonNode row = score(model, "{\"source\": \"3 May 1999\"}").get(0);
    assertTrue(row.hasNonNull("translation") && row.hasNonNull("log_prob"), row::toString);
  }

  @Test
  void generator_trained_writesFromAClass() throws Exception {
    String model = train("music", "music", "abc");
    JsonNode sample = run("sample", "--model", model, "--condition=jig", "--max-length=20");
    assertTrue(sample.at("/samples/0/tokens").asInt() > 0, sample::toString);
    JsonNode row = score(model, "{\"R\": \"jig\", \"text\": \"ABc\"}").get(0);
    assertTrue(row.hasNonNull("log_prob"), row::toString);
  }

  @Test
  void denseClassifier_trained_scoresVectors() throws Exception {
    String model = train("sensors", "sensors", "jsonl");
    JsonNode row = score(model, "{\"features\": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]}").get(0);
    assertTrue(row.hasNonNull("label"), row::toString);
  }
}
