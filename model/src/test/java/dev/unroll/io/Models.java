package dev.unroll.io;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.unroll.linalg.CounterRandom;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.Network;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Small models with random parameters, no two parts of which have the same size. */
final class Models {
  static final TextConfig WORDS =
      new TextConfig(
          SymbolUnit.WORD, new Tokenizer(Tokenizer.Kind.UNICODE, true), TextConfig.Start.ZERO, 0);

  private Models() {}

  /** A model of every task; of the language models one with every cell. */
  static List<Model> all() {
    List<Model> models = new ArrayList<>();
    for (CellKind cell : CellKind.values()) {
      models.add(languageModel(cell));
    }
    models.add(tagger());
    models.add(classifier());
    models.add(regressor());
    models.add(generator());
    models.add(adaptive());
    models.add(translator(AttentionKind.GENERAL));
    models.add(translator(AttentionKind.NONE));
    return models;
  }

  static Model languageModel(CellKind cell) {
    return model(
        Task.LANGUAGE_MODEL,
        new SequenceNetwork(NetworkConfig.languageModel(cell, 2, 4, 7, 0)),
        vocabulary(7),
        null);
  }

  static Model tagger() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.LSTM,
            2,
            4,
            true,
            9,
            3,
            0,
            true,
            Pooling.NONE,
            List.of(5),
            HeadActivation.RELU,
            OutputKind.CRF,
            3,
            false,
            null);
    return model(Task.TAGGER, new SequenceNetwork(config), vocabulary(9), labels(3));
  }

  static Model classifier() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.GRU,
            1,
            4,
            true,
            9,
            3,
            2,
            false,
            Pooling.MAX,
            List.of(),
            HeadActivation.TANH,
            OutputKind.SIGMOID,
            1,
            false,
            null);
    return model(Task.CLASSIFIER, new SequenceNetwork(config), vocabulary(9), labels(1));
  }

  static Model regressor() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.GRU,
            1,
            4,
            true,
            0,
            0,
            2,
            false,
            Pooling.MEAN,
            List.of(),
            HeadActivation.TANH,
            OutputKind.LINEAR,
            2,
            false,
            null);
    return model(Task.REGRESSOR, new SequenceNetwork(config), null, null);
  }

  static Model generator() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.GRU_RESET_AFTER,
            1,
            4,
            false,
            9,
            3,
            0,
            false,
            Pooling.NONE,
            List.of(),
            HeadActivation.TANH,
            OutputKind.SOFTMAX,
            6,
            false,
            null);
    return model(Task.GENERATOR, new SequenceNetwork(config), vocabulary(6), labels(3));
  }

  static Model adaptive() {
    NetworkConfig config =
        new NetworkConfig(
            CellKind.LSTM,
            1,
            4,
            false,
            9,
            4,
            0,
            false,
            Pooling.NONE,
            List.of(),
            HeadActivation.TANH,
            OutputKind.ADAPTIVE_SOFTMAX,
            9,
            false,
            new AdaptiveClusters(List.of(3, 6), 2, true));
    return model(Task.LANGUAGE_MODEL, new SequenceNetwork(config), vocabulary(9), null);
  }

  static Model translator(AttentionKind attention) {
    EncoderDecoderConfig config =
        new EncoderDecoderConfig(
            CellKind.LSTM,
            1,
            4,
            true,
            9,
            3,
            0,
            6,
            5,
            attention,
            List.of(),
            HeadActivation.TANH,
            false,
            null);
    Network network = new EncoderDecoder(config);
    return new Model(
        Task.TRANSLATOR,
        network,
        WORDS,
        vocabulary(9),
        vocabulary(6),
        null,
        parameters(network),
        JsonNodeFactory.instance.objectNode());
  }

  private static Model model(Task task, Network network, Vocabulary vocabulary, LabelSet labels) {
    return new Model(
        task,
        network,
        vocabulary == null ? null : WORDS,
        vocabulary,
        null,
        labels,
        parameters(network),
        JsonNodeFactory.instance.objectNode().put("seed", 5));
  }

  private static float[] parameters(Network network) {
    float[] parameters = new float[network.layout().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = CounterRandom.uniform(3, i) - 0.5f;
    }
    parameters[0] = -0f;
    return parameters;
  }

  static Vocabulary vocabulary(int size) {
    List<String> words = IntStream.range(2, size).mapToObj(i -> "w\"" + i).toList();
    return Vocabulary.of("<unk>", "<eos>", words);
  }

  private static LabelSet labels(int size) {
    return new LabelSet(IntStream.range(0, size).mapToObj(i -> "label" + i).toList());
  }
}
