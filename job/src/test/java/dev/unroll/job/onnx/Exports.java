package dev.unroll.job.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.io.TextConfig;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.Initialization;
import dev.unroll.network.Network;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SpellingVectors;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.util.List;
import java.util.stream.IntStream;

/** Random models of everything that is exported, by what makes them different. */
enum Exports {
  LANGUAGE_MODEL("language model, one-hot"),
  LANGUAGE_MODEL_WIDE("language model, one-hot, V > G·H"),
  LANGUAGE_MODEL_TIED("language model, tied embedding"),
  LANGUAGE_MODEL_ADAPTIVE("language model, adaptive softmax, learned start"),
  GENERATOR_CLASS("generator from a class"),
  GENERATOR_VECTOR("generator from a vector"),
  TAGGER_SOFTMAX("tagger, softmax, two directions"),
  TAGGER_CRF("tagger, CRF, two directions, spelling"),
  TAGGER_SIGMOID("tagger, sigmoid, one-hot and vectors"),
  CLASSIFIER_LAST("classifier, last, two directions, dense layers"),
  CLASSIFIER_MEAN("classifier, mean, learned start"),
  CLASSIFIER_MAX("classifier, max, two directions"),
  REGRESSOR("regressor, vectors"),
  TRANSLATOR("translator"),
  TRANSLATOR_ATTENTION("translator, attention, two directions"),
  TRANSLATOR_ADAPTIVE("translator, attention, adaptive softmax");

  static final int SYMBOLS = 11;
  static final int MANY_SYMBOLS = 90;
  private static final int TARGET_SYMBOLS = 9;
  private static final int LABELS = 4;
  private static final int VECTOR = 3;
  private static final int HIDDEN = 6;
  private static final long SEED = 12;

  private final String title;

  Exports(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }

  boolean isTranslator() {
    return name().startsWith("TRANSLATOR");
  }

  Model model(CellKind cell) {
    return switch (this) {
      case LANGUAGE_MODEL -> languageModel(cell, SYMBOLS, 0, false);
      case LANGUAGE_MODEL_WIDE -> languageModel(cell, MANY_SYMBOLS, 0, false);
      case LANGUAGE_MODEL_TIED -> languageModel(cell, SYMBOLS, HIDDEN, true);
      case LANGUAGE_MODEL_ADAPTIVE -> adaptive(cell);
      case GENERATOR_CLASS -> generator(cell, LABELS, 0);
      case GENERATOR_VECTOR -> generator(cell, 0, VECTOR);
      case TAGGER_SOFTMAX -> tagger(cell, OutputKind.SOFTMAX, true, 3, 0);
      case TAGGER_CRF -> tagger(cell, OutputKind.CRF, true, 3, SpellingVectors.SMALLEST);
      case TAGGER_SIGMOID -> tagger(cell, OutputKind.SIGMOID, true, 0, VECTOR);
      case CLASSIFIER_LAST -> classifier(cell, Pooling.LAST, true, List.of(7, 5), false);
      case CLASSIFIER_MEAN -> classifier(cell, Pooling.MEAN, false, List.of(), true);
      case CLASSIFIER_MAX -> classifier(cell, Pooling.MAX, true, List.of(), true);
      case REGRESSOR -> regressor(cell);
      case TRANSLATOR -> translator(cell, AttentionKind.NONE, false, null);
      case TRANSLATOR_ATTENTION -> translator(cell, AttentionKind.GENERAL, true, null);
      case TRANSLATOR_ADAPTIVE ->
          translator(
              cell, AttentionKind.GENERAL, false, new AdaptiveClusters(List.of(3, 6), 2, false));
    };
  }

  private static Model languageModel(CellKind cell, int symbols, int embedding, boolean tied) {
    NetworkConfig config =
        network(
            cell,
            2,
            false,
            symbols,
            embedding,
            0,
            false,
            Pooling.NONE,
            List.of(),
            OutputKind.SOFTMAX,
            symbols,
            tied,
            null);
    return model(Task.LANGUAGE_MODEL, config, vocabulary(symbols), null);
  }

  private static Model adaptive(CellKind cell) {
    NetworkConfig config =
        network(
            cell,
            2,
            false,
            SYMBOLS,
            5,
            0,
            true,
            Pooling.NONE,
            List.of(),
            OutputKind.ADAPTIVE_SOFTMAX,
            SYMBOLS,
            false,
            new AdaptiveClusters(List.of(4, 7), 1.5, true));
    return model(Task.LANGUAGE_MODEL, config, vocabulary(SYMBOLS), null);
  }

  private static Model generator(CellKind cell, int classes, int vector) {
    NetworkConfig config =
        network(
            cell,
            1,
            false,
            SYMBOLS + classes,
            5,
            vector,
            false,
            Pooling.NONE,
            List.of(),
            OutputKind.SOFTMAX,
            SYMBOLS,
            false,
            null);
    LabelSet labels = classes == 0 ? null : labels();
    return model(Task.GENERATOR, config, vocabulary(SYMBOLS), labels);
  }

  private static Model tagger(
      CellKind cell, OutputKind output, boolean bidirectional, int embedding, int features) {
    int symbols = embedding == 0 ? MANY_SYMBOLS : SYMBOLS;
    NetworkConfig config =
        network(
            cell,
            2,
            bidirectional,
            symbols,
            embedding,
            features,
            false,
            Pooling.NONE,
            List.of(),
            output,
            LABELS,
            false,
            null);
    return model(Task.TAGGER, config, vocabulary(symbols), labels());
  }

  private static Model classifier(
      CellKind cell,
      Pooling pooling,
      boolean bidirectional,
      List<Integer> dense,
      boolean learnedStart) {
    NetworkConfig config =
        network(
            cell,
            2,
            bidirectional,
            SYMBOLS,
            3,
            0,
            learnedStart,
            pooling,
            dense,
            OutputKind.SOFTMAX,
            LABELS,
            false,
            null);
    return model(Task.CLASSIFIER, config, vocabulary(SYMBOLS), labels());
  }

  private static Model regressor(CellKind cell) {
    NetworkConfig config =
        network(
            cell,
            1,
            true,
            0,
            0,
            VECTOR,
            false,
            Pooling.LAST,
            List.of(9),
            OutputKind.LINEAR,
            2,
            false,
            null);
    return model(Task.REGRESSOR, config, null, null);
  }

  private static NetworkConfig network(
      CellKind cell,
      int layers,
      boolean bidirectional,
      int symbols,
      int embedding,
      int features,
      boolean learnedStart,
      Pooling pooling,
      List<Integer> dense,
      OutputKind output,
      int outputs,
      boolean tied,
      AdaptiveClusters clusters) {
    return new NetworkConfig(
        cell,
        layers,
        HIDDEN,
        bidirectional,
        symbols,
        embedding,
        features,
        learnedStart,
        pooling,
        dense,
        dense.size() == 1 ? HeadActivation.RELU : HeadActivation.TANH,
        output,
        outputs,
        tied,
        clusters);
  }

  private static Model translator(
      CellKind cell, AttentionKind attention, boolean bidirectional, AdaptiveClusters clusters) {
    EncoderDecoderConfig config =
        new EncoderDecoderConfig(
            cell,
            2,
            HIDDEN,
            bidirectional,
            SYMBOLS,
            4,
            0,
            TARGET_SYMBOLS,
            bidirectional ? 0 : 5,
            attention,
            List.of(),
            HeadActivation.TANH,
            false,
            clusters);
    Network network = new EncoderDecoder(config);
    return new Model(
        Task.TRANSLATOR,
        network,
        text(0),
        vocabulary(SYMBOLS),
        vocabulary(TARGET_SYMBOLS),
        null,
        parameters(network),
        JsonNodeFactory.instance.objectNode());
  }

  private static Model model(
      Task task, NetworkConfig config, Vocabulary vocabulary, LabelSet labels) {
    Network network = new SequenceNetwork(config);
    boolean spells = config.featureSize() == SpellingVectors.SMALLEST;
    return new Model(
        task,
        network,
        vocabulary == null ? null : text(spells ? config.featureSize() : 0),
        vocabulary,
        null,
        labels,
        parameters(network),
        JsonNodeFactory.instance.objectNode());
  }

  private static float[] parameters(Network network) {
    return network.initialize(new Initialization(Initialization.Kind.UNIFORM, 0.8, 1), SEED);
  }

  private static TextConfig text(int spellingSize) {
    Tokenizer tokenizer = new Tokenizer(Tokenizer.Kind.WHITESPACE, false);
    return new TextConfig(SymbolUnit.WORD, tokenizer, TextConfig.Start.ZERO, spellingSize);
  }

  private static Vocabulary vocabulary(int size) {
    List<String> words = IntStream.range(2, size).mapToObj(i -> "w" + i).toList();
    return Vocabulary.of("<unk>", "<eos>", words);
  }

  private static LabelSet labels() {
    return new LabelSet(IntStream.range(0, LABELS).mapToObj(i -> "label" + i).toList());
  }
}
