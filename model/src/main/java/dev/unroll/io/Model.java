package dev.unroll.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.batch.Example;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.Network;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SpellingVectors;
import dev.unroll.text.Vocabulary;
import java.util.List;

/**
 * A trained model and all that is needed to use it. Arrays are shared, not copied, and not written
 * while they are shared.
 *
 * @param task what it is for
 * @param network its shape and computations: an {@link EncoderDecoder} for a translator, a {@link
 *     SequenceNetwork} for every other task
 * @param text how a text becomes its input, and for a translator its output; null where there is no
 *     text
 * @param vocabulary its input symbols (a translator's source); null where the input is dense only
 * @param targetVocabulary a translator's target symbols; else null
 * @param labels names of its outputs, or the classes that a generator starts from; null where it
 *     has none
 * @param parameters its parameters, in the network's layout
 * @param training where it comes from: configuration, data, seed, versions, metrics; may be empty
 */
public record Model(
    Task task,
    Network network,
    TextConfig text,
    Vocabulary vocabulary,
    Vocabulary targetVocabulary,
    LabelSet labels,
    float[] parameters,
    ObjectNode training) {
  private static final int[] NO_IDS = {};
  private static final float[] NO_NUMBERS = {};

  /** Checks that the parts belong together. */
  public Model {
    same("parameters", network.layout().size(), parameters.length);
    if ((text == null) != (vocabulary == null && targetVocabulary == null)) {
      throw new IllegalArgumentException(
          "a model must have a text where it has a vocabulary, and nowhere else, got one only");
    }
    boolean pairs = network instanceof EncoderDecoder;
    if (pairs != (task == Task.TRANSLATOR)) {
      throw new IllegalArgumentException(
          "a translator, and nothing else, must be an encoder-decoder, got " + task);
    }
    if (network instanceof EncoderDecoder encoderDecoder) {
      EncoderDecoderConfig config = encoderDecoder.config();
      same("source symbols", config.sourceVocabularySize(), size(vocabulary));
      same("target symbols", config.targetVocabularySize(), size(targetVocabulary));
    } else {
      NetworkConfig config = ((SequenceNetwork) network).config();
      check(config, task, size(vocabulary), labels);
      if (text != null && text.spellingSize() > 0) {
        same("features of the spelling", config.featureSize(), text.spellingSize());
      }
      same("target symbols", 0, size(targetVocabulary));
    }
  }

  /**
   * The input symbols of a text.
   *
   * @throws IllegalStateException if the model reads no text
   */
  public int[] encode(String input) {
    return vocabulary.encode(symbols(input));
  }

  /**
   * What the model reads of a text.
   *
   * @throws IllegalStateException if the model reads no text
   */
  public Example example(String input) {
    return example(symbols(input));
  }

  /** What the model reads of a text that is cut already: the symbols and, if so, their spelling. */
  public Example example(List<String> symbols) {
    int spelling = text.spellingSize();
    float[] vectors = spelling > 0 ? SpellingVectors.of(symbols, spelling) : NO_NUMBERS;
    return new Example(0, vocabulary.encode(symbols), vectors, NO_IDS, NO_NUMBERS);
  }

  private List<String> symbols(String input) {
    if (vocabulary == null) {
      throw new IllegalStateException(
          "the model must read a text, got one that reads vectors only");
    }
    return text.tokenizer().symbols(input);
  }

  private static void check(NetworkConfig config, Task task, int symbols, LabelSet labels) {
    int names = labels == null ? 0 : labels.size();
    switch (task) {
      case LANGUAGE_MODEL -> {
        same("input symbols", config.vocabularySize(), symbols);
        same("output symbols", config.outputSize(), symbols);
      }
      case GENERATOR -> {
        same("input symbols and classes", config.vocabularySize(), symbols + names);
        same("output symbols", config.outputSize(), symbols);
      }
      case TAGGER, CLASSIFIER -> {
        same("input symbols", config.vocabularySize(), symbols);
        same("labels", config.outputSize(), names);
      }
      case REGRESSOR -> same("input symbols", config.vocabularySize(), symbols);
      case TRANSLATOR -> throw new AssertionError(task);
    }
  }

  private static int size(Vocabulary vocabulary) {
    return vocabulary == null ? 0 : vocabulary.size();
  }

  private static void same(String what, int want, int got) {
    if (want != got) {
      throw new IllegalArgumentException(
          "the model must have %d %s, got %d".formatted(want, what, got));
    }
  }
}
