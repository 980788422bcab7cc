package dev.unroll.job.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.decode.LanguageModel;
import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.Encoding;
import dev.unroll.job.corpus.Excerpt;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.inspect.Inspection.Part;
import dev.unroll.job.inspect.Inspection.Text;
import dev.unroll.job.report.Events;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunHistory;
import dev.unroll.job.store.Models;
import dev.unroll.job.store.RandomModels;
import dev.unroll.network.NetworkConfig.OutputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {

  /** Numbers in an inspection have four decimals. */
  private static final double ROUNDED = 1e-4;

  private static final String CONLL = "Anna\tB-PER\nand\tO\npear\tO\n\ngoes\tO\nRome\tB-LOC\n\n";

  @TempDir Path folder;

  /** Of the model; without records. */
  private RecordedRun run = new RecordedRun("r", new RunHistory(), List.of(), List.of("no file"));

  private Inspection inspect(Model model, String data, String... overrides) throws IOException {
    return inspect(model, 20, List.of(), data, overrides);
  }

  private Inspection inspect(
      Model model, int sequences, List<String> words, String data, String... overrides)
      throws IOException {
    String file = Files.writeString(folder.resolve("data.txt"), data).toString();
    UnrollConfig config = Models.config(model, List.of(overrides));
    Encoding encoding = new Encoding(model.vocabulary(), model.targetVocabulary(), model.labels());
    List<Excerpt.Sequence> read =
        Excerpt.read(LocalSpark.session(), config, "--data", file, encoding, sequences);
    Inspection inspection = new Inspector(model, config, read, run).inspect(file, words);
    String json = new ObjectMapper().writeValueAsString(inspection.toMap());
    assertFalse(json.contains("NaN"), json);
    assertFalse(InspectionTables.of(inspection).isEmpty());
    assertFalse(InspectionPage.of("m", inspection).contains("NaN"));
    return inspection;
  }

  /** All but the record of the run, which no model here has beside it. */
  private static void assertMissing(Inspection inspection, String... parts) {
    Set<String> missing = new HashSet<>(inspection.missing().keySet());
    assertTrue(missing.remove(Part.CLIPPING));
    assertEquals(Set.of(parts), missing);
  }

  @Test
  void languageModel_sentences_showWhatTheModelThinksOfEachSymbol() throws Exception {
    Model model = RandomModels.languageModel(TextConfig.Start.ZERO);
    Inspection inspection =
        inspect(model, "the apple and pear\nAnna strange Rome\n", "train.mode=sentence");
    assertMissing(inspection, Part.LABELS);
    assertEquals(2, inspection.data().sequences());
    assertEquals(5 + 4, inspection.data().steps());
    LanguageModel reference = LanguageModel.of(model);
    LanguageModel.State state = reference.start();
    Text text = inspection.surprise().texts().get(1);
    assertEquals(List.of("Anna", "strange", "Rome", "<EOS>"), text.symbols());
    for (int i = 0; i < 4; i++) {
      int symbol = model.vocabulary().id(text.symbols().get(i));
      assertEquals(-state.logProbability(symbol), text.nats().get(i), ROUNDED);
      state = i < 3 ? reference.next(state, symbol) : state;
    }
    double mean =
        inspection.surprise().texts().stream()
            .flatMap(t -> t.nats().stream())
            .mapToDouble(nats -> nats)
            .average()
            .orElseThrow();
    assertEquals(mean, inspection.surprise().meanNats(), ROUNDED);
  }

  @Test
  void gradientFlow_ofAnyModel_standsBesideFreshNetworksOfItsSize() throws Exception {
    Inspection inspection = inspect(RandomModels.tagger(OutputKind.CRF), CONLL);
    List<String> networks =
        inspection.gradientFlow().stream().map(Inspection.Flow::network).distinct().toList();
    assertEquals(List.of("model", "rnn-tanh", "rnn-relu", "gru", "lstm"), networks);
    assertEquals(10, inspection.gradientFlow().size(), "two directions of each");
    for (Inspection.Flow flow : inspection.gradientFlow()) {
      assertEquals(List.of(2, 2, 1), flow.lags().stream().map(lag -> lag.sequences()).toList());
      assertEquals(1, flow.lags().get(0).share().median());
    }
    assertTrue(inspection.gradientFlow().get(1).reverse());
  }

  @Test
  void languageModel_stream_isReadInWindowsAndShownAsOneText() throws Exception {
    Inspection inspection =
        inspect(
            RandomModels.languageModel(TextConfig.Start.EOS),
            3,
            List.of(),
            "the apple and pear\nAnna goes to Rome .\nthe salad\n",
            "train.mode=stream",
            "train.window=4");
    assertEquals(3, inspection.data().sequences());
    assertEquals(12, inspection.data().steps());
    assertEquals(1, inspection.surprise().texts().size());
    assertEquals(
        List.of("the apple and pear <EOS> Anna goes to Rome . <EOS> the salad".split(" ")),
        inspection.surprise().texts().get(0).symbols());
    assertEquals(4, inspection.gradientFlow().get(0).lags().size());
  }

  @Test
  void languageModel_shortStream_endsWithAShorterWindow() throws Exception {
    Inspection inspection =
        inspect(
            RandomModels.languageModel(TextConfig.Start.EOS),
            "the apple and pear\nAnna\n",
            "train.mode=stream",
            "train.window=4");
    assertEquals(2, inspection.data().sequences());
    assertEquals(6, inspection.surprise().texts().get(0).nats().size() - 1);
  }

  @Test
  void tagger_anyOutput_showsTheProbabilitiesOfLabels() throws Exception {
    Inspection crf = inspect(RandomModels.tagger(OutputKind.CRF), CONLL);
    assertMissing(crf, Part.SURPRISE);
    assertEquals(RandomModels.TAGS.labels(), crf.labels().names());
    Inspection.Tagged first = crf.labels().texts().get(0);
    assertEquals(List.of("Anna", "and", "pear"), first.symbols());
    assertEquals(List.of("B-PER", "O", "O"), first.gold());
    for (List<Double> row : first.probabilities()) {
      assertEquals(1, row.stream().mapToDouble(p -> p).sum(), 4 * ROUNDED);
    }
    String several = CONLL.replaceAll("[BI]-(PER|LOC)", "NAME");
    Inspection sigmoid =
        inspect(RandomModels.tagger(OutputKind.SIGMOID), several, "model.output=sigmoid");
    assertEquals(List.of("NAME"), sigmoid.labels().names());
    assertEquals(1, sigmoid.labels().texts().get(0).probabilities().get(0).size());
  }

  @Test
  void classifierAndRegressor_withSpellingOrNot_haveTheRest() throws Exception {
    String stars = "label\ttext\n%s\tthe apple\n%s\tstrange Rome goes\n";
    String classes = stars.formatted("good", "bad");
    assertMissing(inspect(RandomModels.classifier(), classes), Part.SURPRISE, Part.LABELS);
    assertMissing(inspect(RandomModels.classifier(24), classes), Part.SURPRISE, Part.LABELS);
    Inspection regressor = inspect(RandomModels.regressor(), stars.formatted("4", "1.5"));
    assertMissing(regressor, Part.SURPRISE, Part.LABELS);
    assertTrue(regressor.norms().stream().allMatch(norms -> norms.update() > 0));
  }

  @Test
  void denseModels_withWordsOrWithout_areReadByTheirVectors() throws Exception {
    String[] columns = {
      "corpus.format=json", "corpus.features-column=features", "corpus.feature-size=2"
    };
    Inspection dense =
        inspect(
            RandomModels.denseClassifier(),
            "{\"features\": [[1, 2], [3, 4], [0, 1]], \"label\": \"good\"}\n",
            columns);
    assertMissing(dense, Part.SURPRISE, Part.LABELS, Part.NEIGHBOURS);
    assertEquals(3, dense.data().steps());
    Inspection mixed =
        inspect(
            RandomModels.mixedTagger(),
            "{\"text\": \"Anna goes\", \"features\": [[1, 2], [3, 4]], \"tags\": \"B-PER O\"}\n",
            columns);
    assertMissing(mixed, Part.SURPRISE);
    assertEquals(List.of("Anna", "goes"), mixed.labels().texts().get(0).symbols());
  }

  @Test
  void generator_fromAClass_showsSurpriseAndItsWordsOnly() throws Exception {
    Inspection inspection =
        inspect(
            RandomModels.generator(),
            "good\tthe apple\nbad\tAnna\n",
            "corpus.format=tsv",
            "corpus.columns=[label, text]",
            "corpus.condition=label");
    assertMissing(inspection, Part.LABELS);
    assertEquals(2, inspection.surprise().texts().size());
    inspection.neighbours().get(0).words().values().forEach(near -> assertEquals(8, near.size()));
  }

  @Test
  void translator_hasNormsAndNeighboursOfBothSides() throws Exception {
    Inspection inspection =
        inspect(
            RandomModels.translator(),
            20,
            List.of("apple"),
            "the apple\tapple the\nAnna\tAnna goes\n",
            "corpus.columns=[source, target]");
    assertMissing(inspection, Part.GRADIENT_FLOW, Part.GATES, Part.SURPRISE, Part.LABELS);
    assertEquals(
        List.of("source words", "target words"),
        inspection.neighbours().stream().map(Inspection.Near::vocabulary).toList());
    assertTrue(inspection.norms().size() > 4);
    assertNull(inspection.surprise());
  }

  @Test
  void neighbours_withoutWords_areOfTheMostFrequent() throws Exception {
    Map<String, List<Inspection.Neighbour>> words =
        inspect(RandomModels.tagger(OutputKind.CRF), CONLL).neighbours().get(0).words();
    assertEquals(RandomModels.WORDS, new ArrayList<>(words.keySet()));
  }

  @Test
  void clipping_recordedOrNot_isShareOfTheStepsOrAReason() throws Exception {
    Inspection without = inspect(RandomModels.classifier(), "label\ttext\ngood\tthe apple\n");
    assertNull(without.clipping());
    assertEquals(
        "there is no record of training steps in r, beside the model: no file",
        without.missing().get(Part.CLIPPING));
    RunHistory history = new RunHistory();
    for (int step = 1; step <= 8; step++) {
      history.onStep(Events.step(step, step <= 2 ? 3 : 1));
    }
    run = new RecordedRun("r", history, List.of(), List.of("line 2 is torn"));
    Inspection with =
        inspect(
            RandomModels.classifier(),
            "label\ttext\ngood\tthe apple\n",
            "train.clip.norm=2.5",
            "train.clip.value=null");
    assertEquals(
        new Inspection.Clipping("r", 8, 2, 0.25, 2.5, null, List.of("line 2 is torn")),
        with.clipping());
    assertFalse(with.missing().containsKey(Part.CLIPPING));
    assertEquals(
        "25.0% of 8, norm above 2.50; line 2 is torn",
        InspectionTables.of(with).get("clipped steps"));
  }

  @Test
  void mistakes_inDataOrWords_areNamedInOneSentence() {
    Model tagger = RandomModels.tagger(OutputKind.CRF);
    assertMistake("data.txt:1: expected a label of corpus.train", tagger, "Anna\tB-ORG\n");
    assertMistake("--data must not be empty", tagger, "");
    UserError word =
        assertThrows(UserError.class, () -> inspect(tagger, 20, List.of("aple"), CONLL));
    assertEquals(
        "--words must be of the model's vocabulary, got aple; did you mean apple?",
        word.getMessage());
    String[] columns = {
      "corpus.format=json", "corpus.features-column=features", "corpus.feature-size=2"
    };
    String data = "{\"features\": [[1, 2]], \"label\": \"good\"}\n";
    UserError embedding =
        assertThrows(
            UserError.class,
            () -> inspect(RandomModels.denseClassifier(), 1, List.of("a"), data, columns));
    assertTrue(embedding.getMessage().startsWith("--words must be left out, got a; "));
  }

  private void assertMistake(String message, Model model, String data) {
    UserError e = assertThrows(UserError.class, () -> inspect(model, data));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, Arrays.stream(e.getMessage().split("\n")).count());
  }
}
