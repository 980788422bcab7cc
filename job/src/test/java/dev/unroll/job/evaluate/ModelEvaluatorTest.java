package dev.unroll.job.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.BeamSearch;
import dev.unroll.decode.LanguageModel;
import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.RandomModels;
import dev.unroll.metrics.Bleu;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelEvaluatorTest {
  /** Sums in batches of other widths may differ by the rounding of single precision. */
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  private static List<String> sentences(int count) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> words = new ArrayList<>();
      for (int k = 0; k <= i * 7 % 13; k++) {
        int word = (i * 5 + k * k) % (RandomModels.WORDS.size() + 1);
        words.add(word == RandomModels.WORDS.size() ? "strange" : RandomModels.WORDS.get(word));
      }
      sentences.add(String.join(" ", words));
    }
    return sentences;
  }

  private static int[] ids(String text) {
    return RandomModels.VOCABULARY.encode(Arrays.asList(text.split(" ")));
  }

  private String file(List<String> lines) throws IOException {
    return Files.write(folder.resolve("data.txt"), lines).toString();
  }

  private Map<String, Object> evaluate(int cores, Model model, String data, String... overrides)
      throws IOException {
    SparkSession spark = LocalSpark.session(cores);
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("run.dir=" + folder);
    return ModelEvaluator.of(spark, model, all).evaluate("--data", data);
  }

  @Test
  void languageModel_sentences_equalsTheSumOfThem() throws Exception {
    Model model = RandomModels.languageModel(TextConfig.Start.EOS);
    List<String> sentences = sentences(200);
    Map<String, Object> result = evaluate(2, model, file(sentences), "train.mode=sentence");
    LanguageModel reference =
        new LanguageModel(
            (SequenceNetwork) model.network(), model.parameters(), Vocabulary.EOS, Vocabulary.EOS);
    double nats = 0;
    long symbols = 0;
    long unknown = 0;
    for (String sentence : sentences) {
      int[] ids = ids(sentence);
      nats -= reference.logProbability(ids);
      symbols += ids.length + 1;
      unknown += Arrays.stream(ids).filter(id -> id == Vocabulary.UNK).count();
    }
    double loss = nats / symbols;
    assertEquals(loss, (double) result.get("loss"), ROUNDING * loss);
    assertEquals(Math.exp(loss), (double) result.get("perplexity"), ROUNDING * Math.exp(loss));
    assertEquals(symbols, result.get("symbols"));
    assertEquals((double) unknown / symbols, result.get("unknown_rate"));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "the data alone must be left");
    }
  }

  @Test
  void languageModel_oneStream_carriesTheStateThroughAllOfIt() throws Exception {
    Model model = RandomModels.languageModel(TextConfig.Start.ZERO);
    List<String> sentences = sentences(40);
    Map<String, Object> result =
        evaluate(
            2,
            model,
            file(sentences),
            "train.mode=stream",
            "train.batch-size=1",
            "train.shards=1",
            "train.window=7");
    List<Integer> stream = new ArrayList<>();
    for (String sentence : sentences) {
      Arrays.stream(ids(sentence)).forEach(stream::add);
      stream.add(Vocabulary.EOS);
    }
    LanguageModel reference =
        new LanguageModel(
            (SequenceNetwork) model.network(), model.parameters(), stream.get(0), Vocabulary.EOS);
    LanguageModel.State state = reference.start();
    double nats = 0;
    for (int symbol : stream.subList(1, stream.size())) {
      nats -= state.logProbability(symbol);
      state = reference.next(state, symbol);
    }
    double loss = nats / (stream.size() - 1);
    assertEquals((long) stream.size() - 1, result.get("symbols"));
    assertEquals(loss, (double) result.get("loss"), ROUNDING * loss);
  }

  @Test
  void anyModel_oneOrFourCores_sameResult() throws Exception {
    String conll = conll();
    String pairs = pairs();
    Model tagger = RandomModels.tagger(OutputKind.CRF);
    Model translator = RandomModels.translator();
    String[] columns = {"corpus.columns=[source, target]", "decode.max-length=10"};
    Map<String, Object> tagsOnOne = evaluate(1, tagger, conll);
    Map<String, Object> translationsOnOne = evaluate(1, translator, pairs, columns);
    assertEquals(tagsOnOne, evaluate(4, tagger, conll));
    assertEquals(translationsOnOne, evaluate(4, translator, pairs, columns));
  }

  @Test
  void tagger_spans_haveScoresByType() throws Exception {
    Map<String, Object> result = evaluate(2, RandomModels.tagger(OutputKind.SOFTMAX), conll());
    assertTrue(
        result.keySet().containsAll(List.of("loss", "accuracy", "precision", "recall", "f1")));
    Map<?, ?> byType = (Map<?, ?>) result.get("by_type");
    assertEquals(20L, ((Map<?, ?>) byType.get("PER")).get("gold"));
    assertEquals(20L, ((Map<?, ?>) byType.get("LOC")).get("gold"));
  }

  @Test
  void tagger_labelOfAnotherCorpus_isACallersMistake() throws Exception {
    String data = Files.writeString(folder.resolve("x.conll"), "Anna\tB-ORG\n\n").toString();
    UserError e =
        assertThrows(UserError.class, () -> evaluate(2, RandomModels.tagger(OutputKind.CRF), data));
    assertTrue(e.getMessage().contains("B-ORG"), e.getMessage());
  }

  @Test
  void classifier_confusion_countsEverySequence() throws Exception {
    List<String> lines = new ArrayList<>(List.of("label\ttext"));
    List<String> sentences = sentences(30);
    for (int i = 0; i < sentences.size(); i++) {
      lines.add(RandomModels.CLASSES.label(i % 3) + "\t" + sentences.get(i));
    }
    Map<String, Object> result = evaluate(2, RandomModels.classifier(), file(lines));
    Map<?, ?> confusion = (Map<?, ?>) result.get("confusion");
    long right = 0;
    for (String label : RandomModels.CLASSES.labels()) {
      Map<?, ?> row = (Map<?, ?>) confusion.get(label);
      assertEquals(10, row.values().stream().mapToLong(n -> (Long) n).sum());
      right += (Long) row.get(label);
    }
    assertEquals(right / 30.0, result.get("accuracy"));
  }

  @Test
  void regressor_errors_equalADirectComputation() throws Exception {
    Model model = RandomModels.regressor();
    SequenceNetwork network = (SequenceNetwork) model.network();
    Workspace workspace = network.newWorkspace();
    List<String> lines = new ArrayList<>(List.of("label\ttext"));
    double squares = 0;
    List<String> sentences = sentences(30);
    for (int i = 0; i < sentences.size(); i++) {
      lines.add(i + "\t" + sentences.get(i));
      SequenceBatch one = Batcher.source(List.of(Example.of(0, ids(sentences.get(i)))), 0);
      squares += Math.pow(network.scores(model.parameters(), one, workspace)[0] - i, 2);
    }
    Map<String, Object> result = evaluate(2, model, file(lines));
    double rmse = Math.sqrt(squares / 30);
    assertEquals(rmse, (double) result.get("rmse"), ROUNDING * rmse);
    assertEquals(squares / 30, (double) result.get("loss"), ROUNDING * squares);
  }

  @Test
  void translator_severalTargetsOfOneSource_areItsReferences() throws Exception {
    Model model = RandomModels.translator();
    Map<String, Object> result =
        evaluate(
            2,
            model,
            pairs(),
            "corpus.columns=[source, target]",
            "decode.max-length=10",
            "decode.beam=2");
    Map<String, List<String>> targets = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(pairs()))) {
      String[] fields = line.split("\t");
      targets.computeIfAbsent(fields[0], source -> new ArrayList<>()).add(fields[1]);
    }
    EncoderDecoder network = (EncoderDecoder) model.network();
    BeamSearch search = new BeamSearch(network, model.parameters(), Vocabulary.EOS);
    BeamOptions beam = new BeamOptions(2, 0.6, 10, false);
    Bleu bleu = new Bleu();
    int exact = 0;
    for (Map.Entry<String, List<String>> source : targets.entrySet()) {
      SequenceBatch one = Batcher.source(List.of(Example.of(0, ids(source.getKey()))), 0);
      int[] symbols = search.translate(one, beam, network.newWorkspace()).get(0).get(0).symbols();
      String translation = model.targetVocabulary().decode(symbols, model.text().unit());
      bleu.add(translation, source.getValue());
      List<int[]> references = source.getValue().stream().map(ModelEvaluatorTest::ids).toList();
      exact += references.stream().anyMatch(ids -> Arrays.equals(ids, symbols)) ? 1 : 0;
    }
    assertEquals((long) targets.size(), result.get("sources"));
    assertEquals(bleu.score(), (double) result.get("bleu"), 1e-9);
    assertEquals((double) exact / targets.size(), result.get("exact_match"));
  }

  private String conll() throws IOException {
    String sentence = "Anna\tB-PER\nand\tO\n%s\tO\ngoes\tO\nto\tO\nRome\tB-LOC\n.\tO\n\n";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append(sentence.formatted(i % 2 == 0 ? "pear" : "strange"));
    }
    return Files.writeString(folder.resolve("data.conll"), text).toString();
  }

  private String pairs() throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> sentences = sentences(60);
    for (int i = 0; i < sentences.size(); i++) {
      lines.add(
          sentences.get(i) + "\t" + sentences.get((i * 11 + 4) % 60).replace("strange", "the"));
      lines.add(
          sentences.get(i)
              + "\tthe the "
              + sentences.get((i * 7 + 1) % 60).replace("strange", "."));
    }
    return Files.write(folder.resolve("pairs.tsv"), lines).toString();
  }
}
