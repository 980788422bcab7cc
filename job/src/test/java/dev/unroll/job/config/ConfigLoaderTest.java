package dev.unroll.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigLoaderTest {

  private static final String TASK = "task = language-model\n";

  @Test
  void summary_ofWhatWasSet_hasALineForEachSection() {
    EffectiveConfig config =
        ConfigLoader.fromText(
            "test.conf", TASK + "train { epochs = 3, clip.norm = 1.5 }", List.of("run.seed=7"));
    assertEquals(
        """
        task = "language-model"
        run: seed = 7
        train: epochs = 3, clip.norm = 1.5""",
        config.summary());
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void defaults_everyTask_areValid(Task task) {
    UnrollConfig config = load("task = " + task.spelling()).values();
    assertEquals(task, config.task());
  }

  @Test
  void defaults_languageModel_areThoseOfTheReference() {
    UnrollConfig config = load(TASK).values();
    assertEquals("lstm", config.model().cell());
    assertEquals(TrainingMode.STREAM, config.train().mode());
    assertEquals(Double.POSITIVE_INFINITY, config.train().clip().norm());
    assertEquals("", config.corpus().valid());
    assertEquals(1.0, config.model().forgetBias());
  }

  @Test
  void layers_eachSetsOneKey_laterWins() {
    EffectiveConfig config =
        load("task = tagger\nmodel.layers = 2\ntrain.epochs = 3", "train.epochs=4");
    assertEquals(true, config.values().model().bidirectional());
    assertEquals(2, config.values().model().layers());
    assertEquals(4, config.values().train().epochs());
    assertEquals("--set train.epochs=4", setting(config, "train.epochs").origin());
    assertEquals("test.conf:2", setting(config, "model.layers").origin());
    assertTrue(setting(config, "model.bidirectional").isDefault());
  }

  @Test
  void taskDefault_callerSetsTheKey_callerWins() {
    assertEquals(
        false, load("task = tagger\nmodel.bidirectional = false").values().model().bidirectional());
  }

  @Test
  void override_pathWithColons_needsNoQuotes() {
    UnrollConfig config = load(TASK, "corpus.train=hdfs://nn:8020/a b/*.txt#1").values();
    assertEquals("hdfs://nn:8020/a b/*.txt#1", config.corpus().train());
  }

  @Test
  void override_null_unsetsTheValue() {
    UnrollConfig config = load(TASK + "train.clip.norm = 1", "train.clip.norm=null").values();
    assertEquals(Double.POSITIVE_INFINITY, config.train().clip().norm());
  }

  @Test
  void override_listsAndBlocks_areHocon() {
    UnrollConfig config =
        load(
                "task = tagger",
                "model.head-layers=[64, 32]",
                "train.class-weights={ B-person = 2, \"O\" = 0.5 }")
            .values();
    assertEquals(List.of(64, 32), config.model().headLayers());
    assertEquals(Map.of("B-person", 2.0, "O", 0.5), config.train().classWeights());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "train.lerning-rate = 1 | unknown key train.lerning-rate; did you mean"
            + " train.optimizer.learning-rate? (test.conf:2)",
        "corpus.vocabulary.max-size = 9 | unknown key corpus.vocabulary.max-size; did you mean"
            + " corpus.vocabulary.size? (test.conf:2)",
        "model.hidden_size = 1 | unknown key model.hidden_size; did you mean model.hidden-size?"
            + " (test.conf:2)",
        "training { epochs = 1 } | unknown key training; did you mean train? (test.conf:2)",
        "zebra = 1 | unknown key zebra; the blocks are run, corpus, model, train, decode, blas"
            + " (test.conf:2)",
        "train.clip.norm = -1 | train.clip.norm must be > 0, got -1.0 (test.conf:2)",
        "train.clip.norm = NaN | train.clip.norm must be > 0, got NaN (test.conf:2)",
        "train.steps = many | train.steps must be a whole number, got \"many\" (test.conf:2)",
        "train.epochs = 1.5 | train.epochs must be a whole number, got 1.5 (test.conf:2)",
        "train.epochs = 3000000000 | train.epochs must be < 2^31, got 3000000000 (test.conf:2)",
        "train.epochs = null | train.epochs must be a whole number, got null (test.conf:2)",
        "train.steps { a = 1 } | train.steps must be a whole number, got {\"a\":1} (test.conf:2)",
        "train = 5 | train must be a block { ... }, got 5 (test.conf:2)",
        "run.overwrite = perhaps | run.overwrite must be true or false, got \"perhaps\""
            + " (test.conf:2)",
        "model.cell = lstn | model.cell must be one of rnn-tanh, rnn-relu, gru-simple, gru,"
            + " gru-reset-after, lstm, lstm-peephole, got \"lstn\"; did you mean lstm?"
            + " (test.conf:2)",
        "model.head-layers = 5 | model.head-layers must be a list of whole numbers, for example"
            + " [100, 200], got 5 (test.conf:2)",
        "train.shards = 33 | train.shards must be <= train.batch-size = 32, got 33; a shard would"
            + " be empty (test.conf:2)",
        "train.batch-size = 1 | train.shards must be <= train.batch-size = 1, got 2; a shard"
            + " would be empty (the default, unroll-reference.conf)",
        "train.window = 0 | train.window must be >= 1, got 0 (test.conf:2)",
        "model.tied = true | model.embedding-size must be 128, the width of what the head reads,"
            + " with model.tied = true, got 0 (the default, unroll-reference.conf)",
        "model.output = crf | model.output = crf must have the task tagger (test.conf:2)",
        "model.dropout.hidden = 1 | model.dropout.hidden must be >= 0 and < 1, got 1.0"
            + " (test.conf:2)",
        "model.bidirectional = true | model.bidirectional must be false for task = language-model,"
            + " got true; a model that reads the text backwards has seen the symbol that it"
            + " predicts (test.conf:2)",
        "corpus.eos = <UNK> | corpus.eos must differ from corpus.unk, got \"<UNK>\" (test.conf:2)",
        "corpus.vocabulary.size = 2 | corpus.vocabulary.size must be 0 or >= 3, got 2; the unknown"
            + " and the end symbol are two of them (test.conf:2)",
        "corpus.unit = char, corpus.tokenizer = unicode | corpus.tokenizer must be characters, got"
            + " unicode; corpus.unit is char (test.conf:2)",
        "train.schedule.min-learning-rate = 1 | train.schedule.min-learning-rate must be <="
            + " train.optimizer.learning-rate = 0.001, got 1.0 (test.conf:2)",
      })
  void mistake_inTheFile_isNamedWithItsPlace(String line, String message) {
    UserError error = assertThrows(UserError.class, () -> load(TASK + line));
    // The line of a default moves with every comment in the reference.
    assertEquals(message, error.getMessage().replaceAll("(unroll-reference.conf):\\d+", "$1"));
  }

  @Test
  void mistake_inAnOverride_isNamedWithTheOption() {
    UserError error = assertThrows(UserError.class, () -> load(TASK, "train.epochs=0"));
    assertEquals("train.epochs must be >= 1, got 0 (--set train.epochs=0)", error.getMessage());
  }

  @Test
  void task_notSet_listsTheTasks() {
    UserError error = assertThrows(UserError.class, () -> load(""));
    assertTrue(
        error.getMessage().startsWith("task must be one of language-model, tagger, classifier,"),
        error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"train.epochs, key=value", "=3, key=value", "a..b=1, a..b"})
  void override_malformed_isTheCallersMistake(String override, String part) {
    UserError error = assertThrows(UserError.class, () -> load(TASK, override));
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  void syntaxError_namesTheLine() {
    UserError error = assertThrows(UserError.class, () -> load(TASK + "train { epochs = 1"));
    assertTrue(error.getMessage().startsWith("test.conf:2: "), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  @Test
  void fromFile_missing_isTheCallersMistake() {
    UserError error =
        assertThrows(
            UserError.class, () -> ConfigLoader.fromFile(Path.of("no-such.conf"), List.of()));
    assertEquals(
        "--conf must name a readable configuration file, got no-such.conf", error.getMessage());
  }

  @Test
  void fromFile_present_namesTheFileInOrigins(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("a.conf"), TASK + "train.epochs = 7");
    EffectiveConfig config = ConfigLoader.fromFile(file, List.of());
    assertEquals(file + ":2", setting(config, "train.epochs").origin());
  }

  @Test
  void fromFile_include_isFoundBesideTheFile(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("base.conf"), TASK + "train.epochs = 7\ntrain.window = 0");
    Path file = Files.writeString(dir.resolve("a.conf"), "include \"base.conf\"\ntrain.window = 9");
    UnrollConfig config = ConfigLoader.fromFile(file, List.of()).values();
    assertEquals(7, config.train().epochs());
    assertEquals(9, config.train().window());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tagger | corpus.format=text | corpus.format must not be text for task = tagger, got text;"
            + " plain text has neither labels nor tags",
        "classifier | corpus.format=conll | corpus.format must not be conll for task = classifier,"
            + " got conll; conll has a tag for each token",
        "tagger | model.tied=true, model.embedding-size=256 | model.tied must be false for task ="
            + " tagger, got true; its outputs are not the symbols that it reads",
        "tagger | train.mode=stream | train.mode must be sentence for task = tagger, got stream",
        "regressor | model.output=softmax | model.output = softmax must have the task any but"
            + " regressor",
        "translator | model.initial-state=learned | model.initial-state must be zero for task ="
            + " translator, got learned; the decoder starts from the encoder's final state",
        "tagger | corpus.spelling-size=8 | corpus.spelling-size must be 0 or >= 16, got 8",
        "tagger | corpus.spelling-size=64, corpus.unit=char | corpus.spelling-size must be 0 with"
            + " corpus.unit = char or corpus.features-column, got 64",
        "generator | corpus.spelling-size=64 | corpus.spelling-size must be 0 for task ="
            + " generator, got 64",
        "classifier | model.attention=luong | model.attention must be none for task = classifier,"
            + " got luong",
      })
  void mistake_againstTheTask_isNamed(String task, String overrides, String message) {
    UserError error =
        assertThrows(UserError.class, () -> load("task = " + task, overrides.split(", ")));
    assertEquals(message, error.getMessage().replaceAll(" \\(--set .*", ""));
  }

  @Test
  void renderings_readAgain_giveTheSameValues() {
    EffectiveConfig config =
        load(
            "task = tagger\nmodel { output = crf, dropout.hidden = 0.25 }",
            "train.class-weights={ B-person = 2 }");
    for (String text : List.of(config.toJson(), config.toHocon())) {
      EffectiveConfig again = ConfigLoader.fromText("again", text, List.of());
      assertEquals(config.values(), again.values());
      assertEquals(config.toJson(), again.toJson());
    }
  }

  @Test
  void toHocon_keepsTheOrderOfTheReference_andNamesOrigins() {
    List<String> lines = load(TASK + "run.dir = runs/x").toHocon().lines().toList();
    assertEquals("task = \"language-model\"  # test.conf:1", lines.get(0));
    assertEquals("run.dir = \"runs/x\"  # test.conf:2", lines.get(1));
    assertTrue(lines.get(2).startsWith("run.seed = 1  # unroll-reference.conf:"), lines.get(2));
  }

  @Test
  void values_areSerializable() throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(load(TASK).values());
    }
  }

  private static EffectiveConfig load(String hocon, String... overrides) {
    return ConfigLoader.fromText("test.conf", hocon, List.of(overrides));
  }

  private static EffectiveConfig.Setting setting(EffectiveConfig config, String key) {
    return config.settings().stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();
  }
}
