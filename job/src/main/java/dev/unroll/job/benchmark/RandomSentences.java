package dev.unroll.job.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.io.TextConfig;
import dev.unroll.network.Initialization;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * A random model and sentences for it to score, the same in every process: a tagger where the
 * network of a workload goes in both directions, else a language model. Sentences have 5 to 40
 * steps; the last one of a language model's is the end of the sentence.
 *
 * <p>The generator of the symbols is a linear congruential one (multiplier and increment are
 * Knuth's), simple enough to be written again in any language.
 */
public final class RandomSentences {
  private static final int SHORTEST = 5;
  private static final int LENGTHS = 36;
  private static final long SEED = 1;

  private final Workload workload;
  private long x = 42;

  /** Sentences for the network of a workload. */
  public RandomSentences(Workload workload) {
    this.workload = workload;
  }

  private boolean tags() {
    return workload.bidirectional();
  }

  /** The model. */
  public Model model() {
    SequenceNetwork network = new SequenceNetwork(workload.network());
    Tokenizer tokenizer = new Tokenizer(Tokenizer.Kind.WHITESPACE, false);
    return new Model(
        tags() ? Task.TAGGER : Task.LANGUAGE_MODEL,
        network,
        new TextConfig(SymbolUnit.WORD, tokenizer, TextConfig.Start.EOS, 0),
        Vocabulary.of("<UNK>", "<EOS>", words(2, workload.vocabularySize())),
        null,
        tags() ? new LabelSet(words(0, workload.outputSize())) : null,
        network.initialize(Initialization.DEFAULT, SEED),
        JsonNodeFactory.instance.objectNode());
  }

  private static List<String> words(int from, int to) {
    return IntStream.range(from, to).mapToObj(RandomSentences::word).toList();
  }

  private static String word(int i) {
    return "w" + i;
  }

  /** The next sentences, words with a space between them. */
  public List<String> next(int count) {
    List<String> sentences = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int steps = SHORTEST + below(LENGTHS);
      StringJoiner sentence = new StringJoiner(" ");
      if (tags()) {
        addWords(steps, sentence);
      } else {
        below(workload.vocabularySize()); // where others have a first symbol of their own
        addWords(steps - 1, sentence);
        below(workload.vocabularySize());
      }
      sentences.add(sentence.toString());
    }
    return sentences;
  }

  private void addWords(int count, StringJoiner sentence) {
    for (int i = 0; i < count; i++) {
      sentence.add(word(below(workload.vocabularySize())));
    }
  }

  private int below(int n) {
    x = x * 6364136223846793005L + 1442695040888963407L;
    return (int) ((x >>> 33) % n);
  }
}
