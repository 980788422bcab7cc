package dev.unroll.job.corpus;

import dev.unroll.job.config.CorpusConfig;
import dev.unroll.job.config.Task;
import dev.unroll.text.SpellingVectors;
import java.util.Arrays;
import java.util.List;

/** Cuts the texts of an example into symbols and checks that its parts fit together. */
record ExampleTokenizer(Task task, CorpusConfig corpus, Symbols symbols) implements RawCorpus.Step {

  @Override
  public RawExample apply(RawExample example) {
    Place place = example.place();
    boolean mayBeEmpty = task == Task.LANGUAGE_MODEL || task == Task.GENERATOR;
    Text text = cut(place, example.text(), mayBeEmpty);
    Text target = cut(place, example.target(), false);
    int vectors = vectors(example);
    if (task != Task.GENERATOR && text != null && vectors >= 0) {
      requireEqual(place, "feature vectors", vectors, "symbols", text.symbols().size());
    }
    if (task == Task.TAGGER) {
      int steps = text == null ? vectors : text.symbols().size();
      requireEqual(place, "tags", example.labels().size(), "symbols", steps);
    }
    boolean perStep = task == Task.TAGGER;
    Text kept = text == null ? null : Text.of(limited(text.symbols()));
    return new RawExample(
        place,
        kept,
        target == null ? null : Text.of(limited(target.symbols())),
        perStep ? limited(example.labels()) : example.labels(),
        corpus.spellingSize() > 0
            ? SpellingVectors.of(kept.symbols(), corpus.spellingSize())
            : limited(example.features()),
        example.values());
  }

  private Text cut(Place place, Text text, boolean mayBeEmpty) {
    if (text == null) {
      return null;
    }
    List<String> cut = symbols.of(text);
    if (cut.isEmpty() && !mayBeEmpty) {
      throw new Malformed(place, "expected a text, got one without symbols");
    }
    return Text.of(cut);
  }

  /** Number of dense vectors, -1 without any. */
  private int vectors(RawExample example) {
    int size = corpus.featureSize();
    if (size == 0) {
      return -1;
    }
    int numbers = example.features().length;
    if (numbers == 0 || numbers % size != 0 || (task == Task.GENERATOR && numbers != size)) {
      throw new Malformed(
          example.place(),
          "expected %s of corpus.feature-size = %d numbers, got %d numbers"
              .formatted(task == Task.GENERATOR ? "a vector" : "vectors", size, numbers));
    }
    return numbers / size;
  }

  private static void requireEqual(Place place, String what, int a, String than, int b) {
    if (a != b) {
      throw new Malformed(
          place, "expected as many %s as %s, got %d and %d".formatted(what, than, a, b));
    }
  }

  private <T> List<T> limited(List<T> sequence) {
    int most = corpus.maxLength();
    return most > 0 && sequence.size() > most ? List.copyOf(sequence.subList(0, most)) : sequence;
  }

  private float[] limited(float[] features) {
    long most = (long) corpus.maxLength() * corpus.featureSize();
    return most > 0 && features.length > most ? Arrays.copyOf(features, (int) most) : features;
  }
}
