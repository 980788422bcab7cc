package dev.unroll.job.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.Packing;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.onnx.OnnxSession.Floats;
import dev.unroll.job.onnx.OnnxSession.Longs;
import dev.unroll.linalg.CounterRandom;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ONNX Runtime runs every exported model, on sequences of different lengths in any order, and gets
 * our scores. The largest differences are left in {@code target/onnx-agreement.md}.
 */
class OnnxAgreementTest {
  /** Both compute in float32, with other orders of sums and other exponentials. */
  private static final double TOLERANCE = 1e-4;

  /** What stands behind the end of a sequence must not matter. */
  private static final float BEHIND = 9.5f;

  private static final int[] LENGTHS = {4, 1, 7, 4, 2};
  private static final Path TABLE = Path.of("target", "onnx-agreement.md");
  private static final Map<Exports, Map<CellKind, Double>> DIFFERENCES =
      new EnumMap<>(Exports.class);

  static Stream<Arguments> sequenceModels() {
    return all().filter(pair -> !((Exports) pair.get()[1]).isTranslator());
  }

  static Stream<Arguments> translators() {
    return all().filter(pair -> ((Exports) pair.get()[1]).isTranslator());
  }

  private static Stream<Arguments> all() {
    return Arrays.stream(Exports.values())
        .flatMap(
            export -> Arrays.stream(CellKind.values()).map(cell -> Arguments.of(cell, export)));
  }

  @AfterAll
  static void writeTable() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("Largest absolute difference between our scores and ONNX Runtime's.");
    lines.add("");
    lines.add(row("", Arrays.stream(CellKind.values()).map(CellKind::key)));
    lines.add(row("---", Arrays.stream(CellKind.values()).map(cell -> "---")));
    DIFFERENCES.forEach(
        (export, ofCells) ->
            lines.add(
                row(
                    export.toString(),
                    ofCells.values().stream().map(d -> String.format(Locale.ROOT, "%.1e", d)))));
    Files.createDirectories(TABLE.getParent());
    Files.write(TABLE, lines);
  }

  private static String row(String first, Stream<String> cells) {
    return Stream.concat(Stream.of(first), cells).collect(Collectors.joining(" | ", "| ", " |"));
  }

  // ---- sequence networks ------------------------------------------------------------------------

  @ParameterizedTest(name = "{1}, {0}")
  @MethodSource("sequenceModels")
  void export_sequenceModel_agrees(CellKind cell, Exports export) throws Exception {
    Model model = export.model(cell);
    SequenceNetwork network = (SequenceNetwork) model.network();
    SequenceBatch batch = batch(model, network.config());
    Workspace workspace = network.newWorkspace();
    float[] scores = network.scores(model.parameters(), batch, workspace);
    double difference;
    try (OnnxSession session = new OnnxSession(OnnxModels.of(model).get(0))) {
      Map<String, Object> inputs = inputs(model, network.config(), batch);
      assertEquals(inputs.keySet().stream().sorted().toList().toString(), session.inputs());
      Map<String, Floats> outputs = session.run(inputs);
      difference = difference(network.config(), scores, batch, outputs);
      if (outputs.containsKey("hn")) {
        float[] state = network.finalState(workspace);
        difference = Math.max(difference, stateDifference(network, state, batch, outputs));
      }
    }
    record(export, cell, difference);
  }

  private static void record(Exports export, CellKind cell, double difference) {
    DIFFERENCES.computeIfAbsent(export, key -> new EnumMap<>(CellKind.class)).put(cell, difference);
    assertTrue(difference <= TOLERANCE, () -> "difference " + difference);
  }

  private static SequenceBatch batch(Model model, NetworkConfig config) {
    List<Example> examples = new ArrayList<>();
    boolean writes = model.task() == Task.LANGUAGE_MODEL || model.task() == Task.GENERATOR;
    boolean classes = model.task() == Task.GENERATOR && model.labels() != null;
    int symbols = writes ? config.outputSize() : config.vocabularySize();
    for (int i = 0; i < LENGTHS.length; i++) {
      int vectors = model.task() == Task.GENERATOR ? 1 : LENGTHS[i];
      examples.add(
          new Example(
              i,
              symbols == 0 ? new int[0] : ids(i, LENGTHS[i], symbols),
              numbers(i, vectors * config.featureSize()),
              classes ? new int[] {i % model.labels().size()} : new int[0],
              new float[0]));
    }
    return switch (model.task()) {
      case LANGUAGE_MODEL -> Batcher.languageModel(examples, Batcher.ZERO, Vocabulary.EOS);
      case GENERATOR -> Batcher.generator(examples, symbols, config.featureSize(), Vocabulary.EOS);
      default -> Batcher.source(examples, config.featureSize());
    };
  }

  private static int[] ids(long key, int count, int symbols) {
    int[] ids = new int[count];
    Arrays.setAll(ids, i -> (int) (symbols * CounterRandom.uniform(key, i)));
    return ids;
  }

  private static float[] numbers(long key, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 2 * CounterRandom.uniform(key + 100, i) - 1;
    }
    return numbers;
  }

  private static Map<String, Object> inputs(
      Model model, NetworkConfig config, SequenceBatch batch) {
    Map<String, Object> inputs = padded(batch, config.featureSize());
    if (model.task() == Task.LANGUAGE_MODEL || model.task() == Task.GENERATOR) {
      int m = batch.size();
      inputs.put("h0", start(model, config, "rnn.h0", m));
      if (config.cell().cell().hasMemory()) {
        inputs.put("c0", start(model, config, "rnn.c0", m));
      }
    }
    return inputs;
  }

  /** The state that the network itself begins with, (L, batch, H). */
  private static Floats start(Model model, NetworkConfig config, String name, int m) {
    int nA = config.hiddenSize();
    float[] state = new float[config.layers() * m * nA];
    if (config.learnedInitialState()) {
      int at = model.network().layout().slice(name).offset();
      for (int i = 0; i < config.layers() * m; i++) {
        System.arraycopy(model.parameters(), at + i / m * nA, state, nA * i, nA);
      }
    }
    return new Floats(state, config.layers(), m, nA);
  }

  /** The symbols and vectors of a batch, the sequences in the order of their numbers. */
  private static Map<String, Object> padded(SequenceBatch batch, int featureSize) {
    Packing packing = batch.packing();
    int m = packing.sequences();
    int steps = packing.steps() + 1; // no sequence is as long as the input
    long[] tokens = new long[m * steps];
    long[] lengths = new long[m];
    float[] features = new float[m * steps * featureSize];
    Arrays.fill(features, BEHIND);
    for (int b = 0; b < m; b++) {
      int row = (int) batch.exampleIds()[b];
      lengths[row] = packing.length(b);
      for (int t = 0; t < packing.length(b); t++) {
        int column = packing.column(t, b);
        if (batch.tokens() != null) {
          tokens[steps * row + t] = batch.tokens()[column];
        }
        if (featureSize > 0) {
          System.arraycopy(
              batch.features(),
              featureSize * column,
              features,
              featureSize * (steps * row + t),
              featureSize);
        }
      }
    }
    Map<String, Object> inputs = new HashMap<>();
    inputs.put("lengths", new Longs(lengths, m));
    if (batch.tokens() != null) {
      inputs.put("tokens", new Longs(tokens, m, steps));
    }
    if (featureSize > 0) {
      inputs.put("features", new Floats(features, m, steps, featureSize));
    }
    return inputs;
  }

  private static double difference(
      NetworkConfig config, float[] scores, SequenceBatch batch, Map<String, Floats> outputs) {
    int n = config.outputSize();
    Packing packing = batch.packing();
    boolean pooled = config.pooling() != Pooling.NONE;
    Floats got = outputs.get(outputName(config.output()));
    double largest = 0;
    for (int b = 0; b < packing.sequences(); b++) {
      int row = (int) batch.exampleIds()[b];
      for (int t = 0; t < (pooled ? 1 : packing.length(b)); t++) {
        double[] want = want(config.output(), scores, n * (pooled ? b : packing.column(t, b)), n);
        int at = pooled ? n * row : n * ((int) got.shape()[1] * row + t);
        largest = Math.max(largest, difference(want, got.values(), at));
      }
    }
    return largest;
  }

  private static double difference(double[] want, float[] got, int at) {
    double largest = 0;
    for (int i = 0; i < want.length; i++) {
      double difference = Math.abs(want[i] - got[at + i]);
      largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
    }
    return largest;
  }

  private static String outputName(OutputKind output) {
    return switch (output) {
      case SOFTMAX, ADAPTIVE_SOFTMAX -> "log_probabilities";
      case SIGMOID -> "probabilities";
      case LINEAR -> "values";
      case CRF -> "emissions";
    };
  }

  /** What a graph gives for our scores of one position. */
  private static double[] want(OutputKind output, float[] scores, int at, int n) {
    double[] want = new double[n];
    Arrays.setAll(want, i -> scores[at + i]);
    switch (output) {
      case SOFTMAX -> {
        double sum = Math.log(Arrays.stream(want).map(Math::exp).sum());
        Arrays.setAll(want, i -> want[i] - sum);
      }
      case SIGMOID -> Arrays.setAll(want, i -> 1 / (1 + Math.exp(-want[i])));
      case LINEAR, CRF, ADAPTIVE_SOFTMAX -> {}
    }
    return want;
  }

  private static double stateDifference(
      SequenceNetwork network, float[] state, SequenceBatch batch, Map<String, Floats> outputs) {
    NetworkConfig config = network.config();
    int nA = config.hiddenSize();
    int m = batch.size();
    int parts = config.cell().cell().hasMemory() ? 2 : 1;
    double largest = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int part = 0; part < parts; part++) {
        Floats got = outputs.get(part == 0 ? "hn" : "cn");
        for (int b = 0; b < m; b++) {
          int from = nA * (m * (parts * layer + part) + b);
          double[] want = new double[nA];
          Arrays.setAll(want, i -> state[from + i]);
          int at = nA * (m * layer + (int) batch.exampleIds()[b]);
          largest = Math.max(largest, difference(want, got.values(), at));
        }
      }
    }
    return largest;
  }

  // ---- translators ------------------------------------------------------------------------------

  @ParameterizedTest(name = "{1}, {0}")
  @MethodSource("translators")
  void export_translator_agreesInOneCallAndStepByStep(CellKind cell, Exports export)
      throws IOException, OrtException {
    Model model = export.model(cell);
    EncoderDecoder network = (EncoderDecoder) model.network();
    PairBatch pairs = pairs(network);
    float[] scores = network.scores(model.parameters(), pairs, network.newWorkspace());
    List<OnnxFile> files = OnnxModels.of(model);
    assertEquals(List.of("encoder", "decoder"), files.stream().map(OnnxFile::part).toList());
    double difference;
    try (OnnxSession encoder = new OnnxSession(files.get(0));
        OnnxSession decoder = new OnnxSession(files.get(1))) {
      Map<String, Object> source = padded(pairs.source(), 0);
      Map<String, Object> given = new HashMap<>(encoder.run(source));
      if (given.containsKey("source")) {
        given.put("lengths", source.get("lengths"));
      }
      Longs target = (Longs) padded(pairs.target(), 0).get("tokens");
      given.put("tokens", target);
      NetworkConfig head = network.config().decoder();
      difference = difference(head, scores, pairs.target(), decoder.run(given));
      Map<String, Floats> steps = Map.of("log_probabilities", stepByStep(decoder, given, target));
      difference = Math.max(difference, difference(head, scores, pairs.target(), steps));
    }
    record(export, cell, difference);
  }

  private static PairBatch pairs(EncoderDecoder network) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < LENGTHS.length; i++) {
      int[] source = ids(i, LENGTHS[i], network.config().sourceVocabularySize());
      int[] target = ids(50 + i, i + 1, network.config().targetVocabularySize());
      examples.add(Example.of(i, source, target));
    }
    return Batcher.pairs(examples, 0, Vocabulary.EOS);
  }

  /** The log-probabilities of all steps, from as many runs of one step. */
  private static Floats stepByStep(OnnxSession decoder, Map<String, Object> given, Longs target)
      throws OrtException {
    int m = (int) target.shape()[0];
    int steps = (int) target.shape()[1];
    Map<String, Object> inputs = new HashMap<>(given);
    float[] all = null;
    int n = 0;
    for (int t = 0; t < steps; t++) {
      long[] symbols = new long[m];
      for (int b = 0; b < m; b++) {
        symbols[b] = target.values()[steps * b + t];
      }
      inputs.put("tokens", new Longs(symbols, m, 1));
      Map<String, Floats> outputs = decoder.run(inputs);
      Floats step = outputs.get("log_probabilities");
      n = (int) step.shape()[2];
      all = all == null ? new float[m * steps * n] : all;
      for (int b = 0; b < m; b++) {
        System.arraycopy(step.values(), n * b, all, n * (steps * b + t), n);
      }
      inputs.put("h0", outputs.get("hn"));
      inputs.computeIfPresent("c0", (name, before) -> outputs.get("cn"));
    }
    return new Floats(all, m, steps, n);
  }
}
