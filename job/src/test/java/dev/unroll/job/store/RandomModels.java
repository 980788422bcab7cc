package dev.unroll.job.store;

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
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.util.List;

/** Small models with random weights. */
public final class RandomModels {
  public static final List<String> WORDS =
      List.of("the", "apple", "and", "pear", "salad", "Anna", "Rome", "to", "goes", ".");
  public static final Vocabulary VOCABULARY = Vocabulary.of("<UNK>", "<EOS>", WORDS);
  public static final LabelSet TAGS = new LabelSet(List.of("O", "B-PER", "I-PER", "B-LOC"));
  public static final LabelSet CLASSES = new LabelSet(List.of("bad", "fair", "good"));
  private static final long SEED = 7;

  private RandomModels() {}

  public static Model languageModel(TextConfig.Start start) {
    Network network =
        new SequenceNetwork(NetworkConfig.languageModel(CellKind.LSTM, 1, 8, VOCABULARY.size(), 4));
    return model(Task.LANGUAGE_MODEL, network, start, VOCABULARY, null, null);
  }

  public static Model generator() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.GRU,
            1,
            8,
            false,
            VOCABULARY.size() + CLASSES.size(),
            4,
            0,
            false,
            Pooling.NONE,
            List.of(),
            HeadActivation.TANH,
            OutputKind.SOFTMAX,
            VOCABULARY.size(),
            false,
            null);
    Network network = new SequenceNetwork(config);
    return model(Task.GENERATOR, network, TextConfig.Start.ZERO, VOCABULARY, null, CLASSES);
  }

  public static Model tagger(OutputKind output) {
    LabelSet labels = output == OutputKind.SIGMOID ? new LabelSet(List.of("NAME")) : TAGS;
    return labelled(Task.TAGGER, output, Pooling.NONE, labels, labels.size(), 0);
  }

  public static Model classifier() {
    return classifier(0);
  }

  /** A classifier that sees how words are spelled, {@code spellingSize} numbers each. */
  public static Model classifier(int spellingSize) {
    return labelled(
        Task.CLASSIFIER, OutputKind.SOFTMAX, Pooling.MAX, CLASSES, CLASSES.size(), spellingSize);
  }

  public static Model regressor() {
    return labelled(Task.REGRESSOR, OutputKind.LINEAR, Pooling.MEAN, null, 1, 0);
  }

  /** Of two numbers a step, without symbols. */
  public static Model denseClassifier() {
    NetworkConfig config = labelled(OutputKind.SOFTMAX, Pooling.MAX, CLASSES.size(), 0, 0, 2);
    return model(Task.CLASSIFIER, new SequenceNetwork(config), null, null, null, CLASSES);
  }

  /** Of a symbol and two numbers a step. */
  public static Model mixedTagger() {
    NetworkConfig config =
        labelled(OutputKind.CRF, Pooling.NONE, TAGS.size(), VOCABULARY.size(), 4, 2);
    Network network = new SequenceNetwork(config);
    return model(Task.TAGGER, network, TextConfig.Start.ZERO, VOCABULARY, null, TAGS);
  }

  private static Model labelled(
      Task task,
      OutputKind output,
      Pooling pooling,
      LabelSet labels,
      int outputs,
      int spellingSize) {
    NetworkConfig config = labelled(output, pooling, outputs, VOCABULARY.size(), 4, spellingSize);
    Network network = new SequenceNetwork(config);
    return model(task, network, TextConfig.Start.ZERO, VOCABULARY, null, labels, spellingSize);
  }

  private static NetworkConfig labelled(
      OutputKind output, Pooling pooling, int outputs, int symbols, int embedding, int features) {
    return new NetworkConfig(
        CellKind.GRU,
        1,
        6,
        true,
        symbols,
        embedding,
        features,
        false,
        pooling,
        List.of(),
        HeadActivation.TANH,
        output,
        outputs,
        false,
        null);
  }

  public static Model translator() {
    EncoderDecoderConfig config =
        new EncoderDecoderConfig(
            CellKind.LSTM,
            1,
            6,
            true,
            VOCABULARY.size(),
            4,
            0,
            VOCABULARY.size(),
            4,
            AttentionKind.GENERAL,
            List.of(),
            HeadActivation.TANH,
            false,
            null);
    return model(
        Task.TRANSLATOR,
        new EncoderDecoder(config),
        TextConfig.Start.ZERO,
        VOCABULARY,
        VOCABULARY,
        null);
  }

  private static Model model(
      Task task,
      Network network,
      TextConfig.Start start,
      Vocabulary vocabulary,
      Vocabulary target,
      LabelSet labels) {
    return model(task, network, start, vocabulary, target, labels, 0);
  }

  private static Model model(
      Task task,
      Network network,
      TextConfig.Start start,
      Vocabulary vocabulary,
      Vocabulary target,
      LabelSet labels,
      int spellingSize) {
    Tokenizer tokenizer = new Tokenizer(Tokenizer.Kind.WHITESPACE, false);
    return new Model(
        task,
        network,
        vocabulary == null ? null : new TextConfig(SymbolUnit.WORD, tokenizer, start, spellingSize),
        vocabulary,
        target,
        labels,
        network.initialize(new Initialization(Initialization.Kind.UNIFORM, 0.8, 1), SEED),
        JsonNodeFactory.instance.objectNode());
  }
}
