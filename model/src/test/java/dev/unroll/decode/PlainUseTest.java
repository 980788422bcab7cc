package dev.unroll.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.decode.LanguageModel.State;
import dev.unroll.io.Model;
import dev.unroll.io.ModelDirectory;
import dev.unroll.io.Task;
import dev.unroll.io.TextConfig;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.Network;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model directory in a Java program, one text at a time. */
class PlainUseTest {
  private static final Vocabulary WORDS =
      Vocabulary.of("<unk>", "<eos>", List.of("the", "apple", "and", "pear"));
  private static final LabelSet LABELS = new LabelSet(List.of("O", "fruit", "word"));

  @TempDir Path folder;

  private static NetworkConfig labelled(Pooling pooling, OutputKind output, int outputs) {
    return new NetworkConfig(
        CellKind.LSTM,
        1,
        5,
        true,
        WORDS.size(),
        3,
        0,
        false,
        pooling,
        List.of(),
        HeadActivation.TANH,
        output,
        outputs,
        false,
        null);
  }

  /** Written and read again. */
  private Model model(Task task, Network network, LabelSet labels) throws IOException {
    Model model =
        new Model(
            task,
            network,
            new TextConfig(
                SymbolUnit.WORD,
                new Tokenizer(Tokenizer.Kind.WHITESPACE, false),
                TextConfig.Start.ZERO,
                0),
            WORDS,
            task == Task.TRANSLATOR ? WORDS : null,
            labels,
            network.initialize(new Initialization(Initialization.Kind.UNIFORM, 0.9, 1), 4),
            JsonNodeFactory.instance.objectNode());
    ModelDirectory.write(model, folder.resolve(task.name()));
    return ModelDirectory.read(folder.resolve(task.name()));
  }

  private Model languageModel() throws IOException {
    NetworkConfig config = NetworkConfig.languageModel(CellKind.GRU, 2, 6, WORDS.size(), 4);
    return model(Task.LANGUAGE_MODEL, new SequenceNetwork(config), null);
  }

  @Test
  void languageModel_symbolBySymbol_addsUpToTheSentence() throws IOException {
    Model model = languageModel();
    LanguageModel reader = LanguageModel.of(model);
    int[] symbols = model.encode("the apple and the strange pear");
    double nats = 0;
    State state = reader.start();
    for (int symbol : symbols) {
      nats += state.logProbability(symbol);
      state = reader.next(state, symbol);
    }
    nats += state.logProbability(reader.eos());
    assertEquals(reader.logProbability(symbols), nats, 1e-5);
  }

  @Test
  void languageModel_manyThreads_eachReadsItsOwnText() throws IOException {
    Model model = languageModel();
    LanguageModel reader = LanguageModel.of(model);
    List<int[]> texts =
        IntStream.range(0, 200)
            .mapToObj(
                i -> IntStream.range(0, i % 13).map(k -> (i * k + i) % WORDS.size()).toArray())
            .toList();
    List<Double> alone = texts.stream().map(reader::logProbability).toList();
    assertEquals(alone, texts.parallelStream().map(reader::logProbability).toList());
  }

  @Test
  void tagger_sentence_givesEachSymbolItsTagAndPlace() throws IOException {
    Model model =
        model(Task.TAGGER, new SequenceNetwork(labelled(Pooling.NONE, OutputKind.CRF, 3)), LABELS);
    Tagger tagger = new Tagger(model);
    List<Tagger.Tagged> tagged = tagger.tag(" the  pear");
    assertEquals(2, tagged.size());
    int[] ids =
        new TagDecoder((SequenceNetwork) model.network(), model.parameters())
            .labels(
                Batcher.source(List.of(Example.of(0, model.encode("the pear"))), 0),
                model.network().newWorkspace());
    assertEquals(new Tagger.Tagged("the", LABELS.label(ids[0]), 1, 4), tagged.get(0));
    assertEquals(new Tagger.Tagged("pear", LABELS.label(ids[1]), 6, 10), tagged.get(1));
    assertEquals(List.of(), tagger.tag(" "));
  }

  @Test
  void classifier_text_hasAProbabilityForEachLabel() throws IOException {
    Model model =
        model(
            Task.CLASSIFIER,
            new SequenceNetwork(labelled(Pooling.MAX, OutputKind.SOFTMAX, 3)),
            LABELS);
    Classifier classifier = new Classifier(model);
    Classifier.Classification found = classifier.classify("the apple");
    assertEquals(LABELS.labels(), List.copyOf(found.probabilities().keySet()));
    assertEquals(1, found.probabilities().values().stream().mapToDouble(p -> p).sum(), 1e-6);
    assertEquals(found.probability(), found.probabilities().get(found.label()));
    assertTrue(found.probabilities().values().stream().allMatch(p -> p <= found.probability()));
    assertThrows(IllegalArgumentException.class, () -> classifier.classify(""));
  }

  @Test
  void classifier_sigmoid_namesAllThatHold() throws IOException {
    Model model =
        model(
            Task.CLASSIFIER,
            new SequenceNetwork(labelled(Pooling.MAX, OutputKind.SIGMOID, 3)),
            LABELS);
    Classifier.Classification found = new Classifier(model).classify("the apple and the pear");
    List<String> held =
        LABELS.labels().stream().filter(label -> found.probabilities().get(label) > 0.5).toList();
    assertEquals(String.join("|", held), found.label());
    double exactly = 1;
    for (double p : found.probabilities().values()) {
      exactly *= p > 0.5 ? p : 1 - p;
    }
    assertEquals(exactly, found.probability(), 1e-9);
  }

  @Test
  void regressor_text_isTheNetworksOutput() throws IOException {
    Model model =
        model(
            Task.REGRESSOR,
            new SequenceNetwork(labelled(Pooling.MEAN, OutputKind.LINEAR, 2)),
            null);
    float[] wanted =
        ((SequenceNetwork) model.network())
            .scores(
                model.parameters(),
                Batcher.source(List.of(Example.of(0, model.encode("the pear"))), 0),
                model.network().newWorkspace());
    float[] got = new Regressor(model).predict("the pear");
    assertEquals(2, got.length);
    assertArrayEquals(new float[] {wanted[0], wanted[1]}, got);
  }

  @Test
  void translator_text_isTheBestHypothesis() throws IOException {
    int v = WORDS.size();
    EncoderDecoder network =
        new EncoderDecoder(
            new EncoderDecoderConfig(
                CellKind.LSTM,
                1,
                5,
                false,
                v,
                4,
                0,
                v,
                4,
                AttentionKind.GENERAL,
                List.of(),
                HeadActivation.TANH,
                false,
                null));
    Model model = model(Task.TRANSLATOR, network, null);
    BeamOptions beam = new BeamOptions(3, 0.5, 6, false);
    Hypothesis best =
        new BeamSearch(network, model.parameters(), Vocabulary.EOS)
            .translate(
                Batcher.source(List.of(Example.of(0, model.encode("the apple"))), 0),
                beam,
                network.newWorkspace())
            .get(0)
            .get(0);
    Translator.Translation got = new Translator(model, beam).translate("the apple");
    assertEquals(WORDS.decode(best.symbols(), SymbolUnit.WORD), got.text());
    assertEquals(best.logProbability(), got.logProbability());
  }

  @Test
  void use_modelOfAnotherTask_isRefused() throws IOException {
    Model model = languageModel();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Tagger(model));
    assertEquals("the model must be a tagger, got a language-model", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Classifier(model));
    assertThrows(IllegalArgumentException.class, () -> new Regressor(model));
    assertThrows(
        IllegalArgumentException.class, () -> new Translator(model, BeamOptions.greedy(5)));
  }
}
