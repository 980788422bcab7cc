package dev.unroll.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.inspect.ParameterNorms;
import dev.unroll.job.benchmark.Workload;
import dev.unroll.job.config.UserError;
import dev.unroll.job.inspect.Inspection;
import dev.unroll.job.report.Comparison;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private static final Inspection INSPECTION =
      new Inspection(
          "tagger",
          "lstm, 1 layer of 8 units",
          99,
          new Inspection.Data("d", 2, 12),
          List.of(),
          List.of(),
          "the first step of a fresh adam",
          List.of(new ParameterNorms("head.bias", 3, 0.5, 0.25, 0.125)),
          new Inspection.Clipping("r", 40, 10, 0.25, 1.0, null, List.of("line 2 is torn")),
          null,
          null,
          List.of(),
          Map.of("gates", "rnn-tanh cells have no gates"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Object> requests = new ArrayList<>();
  private Map<String, Object> evaluated = Map.of("perplexity", 2.5);
  private Exception failure;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " | unroll: a verb must be given: train, compare, report, evaluate, score, sample, inspect,"
            + " export,"
            + " benchmark",
        "trian | unroll: unknown verb trian; did you mean train? (unroll --help)",
        "train --cnf x | unroll train: unknown option --cnf; did you mean --conf? (unroll train"
            + " --help)",
        "train extra | unroll train: unknown argument extra (unroll train --help)",
        "compare | unroll compare: must be given RUN (unroll compare --help)",
        "compare a | unroll: RUN must be two directories or more, got a",
        "evaluate --model m | unroll evaluate: must be given --data PATH (unroll evaluate --help)",
        "evaluate --modle=m --data d | unroll evaluate: unknown option --modle; did you mean"
            + " --model? (unroll evaluate --help)",
        "sample --model m --count x | unroll sample: Invalid value for option '--count': 'x' is"
            + " not an int (unroll sample --help)",
        "sample --model m --temperature 0 | unroll: --temperature must be > 0, got 0.0",
        "inspect --model m --data d --sequences 0 | unroll: --sequences must be >= 1, got 0",
        "inspect --model m --data d --html page | unroll: --html must end in .html, got page",
        "sample --model m --top-p 1.5 | unroll: --top-p must be > 0 and <= 1, got 1.5",
        "sample --model m --max-length 0 | unroll: --max-length must be >= 1, got 0",
        "score --model m --input i --output o --output-format text | unroll: --output-format must"
            + " hold several columns, got text",
        "export --model m --onnx model | unroll: --onnx must end in .onnx, got model",
        "benchmark --workload char512 | unroll: --workload must be one of char-512, char-512-emb,"
            + " char-128, word-200, gru-512, bilstm-tagger, custom, got char512; did you mean"
            + " char-512?",
        "benchmark --workload char-128 --layers 3 | unroll: --layers must go with --workload"
            + " custom, got char-128",
        "benchmark --workload char-128 --threads 51 | unroll: --threads must be <= the batch size"
            + " 50, got 51",
        "benchmark --workload char-128 --warm-up -1 | unroll: --warm-up must be >= 0, got -1",
        "benchmark --workload custom --cell lstn | unroll: --cell must be one of rnn-tanh,"
            + " rnn-relu, gru-simple, gru, gru-reset-after, lstm, lstm-peephole, got lstn",
      })
  void mistake_onTheCommandLine_isOneLineAndStatus2(String arguments, String line) {
    assertEquals(2, run(arguments == null ? new String[0] : arguments.split(" ")));
    assertEquals(line + System.lineSeparator(), err.toString());
    assertEquals("", out.toString());
    assertTrue(requests.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "compare",
        "report",
        "evaluate",
        "score",
        "sample",
        "inspect",
        "export",
        "benchmark"
      })
  void help_everyVerb_showsExamples(String verb) {
    assertEquals(0, run(verb, "--help"));
    assertTrue(out.toString().contains("  unroll " + verb + " "), out.toString());
  }

  @Test
  void train_withoutConfiguration_saysWhatToDo() {
    assertEquals(2, run("train"));
    assertTrue(
        err.toString().startsWith("unroll: train must have a configuration, got none; "),
        err.toString());
    assertEquals(2, run("train", "--conf", "no-such.conf"));
    assertTrue(
        err.toString().contains("got --conf no-such.conf, which is no readable file; "),
        err.toString());
  }

  @Test
  void train_withConfiguration_passesItOn(@TempDir Path dir) throws IOException {
    Path conf =
        Files.writeString(
            dir.resolve("a.conf"), "task = language-model\nrun.dir = r\ncorpus.train = t.txt");
    assertEquals(
        0,
        run("train", "--conf", conf.toString(), "--set", "train.epochs=3", "--resume", "--json"));
    TrainCommand.Request request = (TrainCommand.Request) requests.get(0);
    assertEquals(3, request.config().values().train().epochs());
    assertTrue(request.resume());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals("r/model", json.get("model").asText());
  }

  @Test
  void train_withoutCorpus_isTheCallersMistake(@TempDir Path dir) throws IOException {
    Path conf = Files.writeString(dir.resolve("a.conf"), "task = language-model\nrun.dir = r");
    assertEquals(2, run("train", "--conf", conf.toString()));
    assertEquals(
        "unroll: corpus.train must be set, got nothing; it is the text to learn from: add --set"
            + " corpus.train=PATH"
            + System.lineSeparator(),
        err.toString());
  }

  @Test
  void compare_runsAndChart_passesThemOn() {
    assertEquals(0, run("compare", "a", "b", "--png", "c.png", "--json"));
    assertEquals(new CompareCommand.Request(List.of("a", "b"), "c.png"), requests.get(0));
    assertEquals("{\"runs\":[]}" + System.lineSeparator(), out.toString());
  }

  @Test
  void evaluate_json_isTheLastLineOfStandardOutput() throws IOException {
    assertEquals(0, run("evaluate", "--model", "m", "--data", "d", "--json"));
    assertEquals("{\"perplexity\":2.5}" + System.lineSeparator(), out.toString());
  }

  @Test
  void evaluate_text_isALineForEachNumber() {
    assertEquals(0, run("evaluate", "--model", "m", "--data", "d", "--set", "corpus.format=csv"));
    assertEquals("perplexity  2.50000" + System.lineSeparator(), out.toString());
    assertEquals(
        new EvaluateCommand.Request("m", "d", List.of("corpus.format=csv")), requests.get(0));
  }

  @Test
  void evaluate_rowsByName_areATable() {
    Map<String, Object> row = new TreeMap<>(Map.of("f1", 0.25, "gold", 12L));
    evaluated = new TreeMap<>(Map.of("accuracy", 0.5, "by_type", Map.of("PERSON", row)));
    assertEquals(0, run("evaluate", "--model", "m", "--data", "d"));
    assertEquals(
        List.of("accuracy  0.500000", "", "by type  f1        gold", "PERSON   0.250000  12"),
        out.toString().lines().toList());
  }

  @Test
  void sample_seedGiven_isUsedAndTold() throws IOException {
    assertEquals(0, run("sample", "--model", "m", "--seed", "7", "--prefix", "A b", "--json"));
    assertEquals(
        new SampleCommand.Request("m", 1, "A b", null, List.of(), 1.0, 0, 1.0, 500, false, 7),
        requests.get(0));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(7, json.get("seed").asInt());
    assertEquals("A b c", json.get("samples").get(0).get("text").asText());
  }

  @Test
  void sample_vector_isAJsonArrayOfNumbers() {
    assertEquals(0, run("sample", "--model", "m", "--vector", "[0.5, -1]"));
    assertEquals(List.of(0.5f, -1f), ((SampleCommand.Request) requests.get(0)).vector());
    assertEquals(2, run("sample", "--model", "m", "--vector", "0.5;-1"));
    assertTrue(
        err.toString().contains("unroll: --vector must be an array of numbers, got 0.5;-1"),
        err.toString());
  }

  @Test
  void inspect_wordsAndSequences_arePassedOn() throws IOException {
    String line = "inspect --model m --data d --sequences 7 --words a,b --html p.html --json";
    assertEquals(0, run(line.split(" ")));
    assertEquals(
        new InspectCommand.Request("m", "d", 7, List.of("a", "b"), "p.html", List.of()),
        requests.get(0));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(12, json.at("/data/steps").asInt());
    assertEquals(0.25, json.at("/norms/0/gradient").asDouble());
    assertEquals(10, json.at("/clipping/clipped_steps").asInt());
    assertTrue(json.at("/missing/gates").asText().endsWith("no gates"), json::toString);
  }

  @Test
  void inspect_text_saysWhyAPartIsMissing() {
    assertEquals(0, run("inspect", "--model", "m", "--data", "d"));
    assertEquals(
        List.of(
            "task           tagger",
            "network        lstm, 1 layer of 8 units",
            "parameters     99",
            "data           d: 2 sequences, 12 steps",
            "clipped steps  25.0% of 40, norm above 1.00; line 2 is torn",
            "no gates       rnn-tanh cells have no gates",
            "",
            "norms; update: the first step of a fresh adam  values  weight  gradient  update "
                + " update / weight",
            "head.bias                                      3       0.500   0.250     0.125  "
                + " 0.250"),
        out.toString().lines().toList());
  }

  @Test
  void benchmark_custom_takesItsSizes() {
    assertEquals(
        0,
        run(
            ("benchmark --workload custom --cell gru --vocabulary-size 9 --embedding-size 4"
                    + " --hidden-size 5 --layers 2 --batch-size 6 --window 7 --bidirectional"
                    + " --warm-up 60")
                .split(" ")));
    BenchmarkCommand.Request request = (BenchmarkCommand.Request) requests.get(0);
    assertEquals(new Workload("custom", "gru", 9, 4, 5, 2, 6, 7, true, 9), request.workload());
    assertEquals(Duration.ofMinutes(1), request.warmUp());
  }

  @Test
  void failure_insideAVerb_isStatus1AndItsMessage() {
    failure = new IllegalStateException("the disk is full\nsecond line");
    assertEquals(1, run("evaluate", "--model", "m", "--data", "d"));
    assertEquals("unroll: failed: the disk is full" + System.lineSeparator(), err.toString());
  }

  @Test
  void callersMistake_wrappedBySpark_isStatus2() {
    failure = new RuntimeException("Job aborted", new UserError("a.conll:7: expected a tag"));
    assertEquals(2, run("evaluate", "--model", "m", "--data", "d"));
    assertEquals("unroll: a.conll:7: expected a tag" + System.lineSeparator(), err.toString());
  }

  private int run(String... arguments) {
    List<Object> verbs =
        List.of(
            new TrainCommand(
                request -> done(request, new TrainSummary("r/model", 9, Map.of(), 1.5, ""))),
            new CompareCommand(request -> done(request, new Comparison(List.of(), key -> true))),
            new ReportCommand(request -> done(request, Map.of("report", "r/report.html"))),
            new EvaluateCommand(request -> done(request, evaluated)),
            new ScoreCommand(request -> done(request, Map.of("rows", 3))),
            new SampleCommand(
                request ->
                    done(request, List.of(new SampleCommand.Sample("A b c", -1.5, 1, true)))),
            new InspectCommand(request -> done(request, INSPECTION)),
            new ExportCommand(request -> done(request, Map.of("files", List.of("model.onnx")))),
            new BenchmarkCommand(request -> done(request, Map.of("ms_per_step", 1.0))));
    return Main.run(verbs, new PrintWriter(out), new PrintWriter(err), arguments);
  }

  private <A> A done(Object request, A answer) throws Exception {
    requests.add(request);
    if (failure != null) {
      throw failure;
    }
    return answer;
  }
}
