package dev.unroll.job.inspect;

import dev.unroll.inspect.Neighbours;
import dev.unroll.io.Model;
import dev.unroll.job.config.Nearest;
import dev.unroll.job.config.UserError;
import dev.unroll.job.inspect.Inspection.Near;
import dev.unroll.job.inspect.Inspection.Neighbour;
import dev.unroll.job.inspect.Inspection.Part;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words whose vectors are nearest to those of some words. */
final class WordNeighbours {
  private static final int NEIGHBOURS = 8;
  private static final int FREQUENT = 12;

  private final Model model;
  private final Map<String, String> missing;
  private final List<Embedded> embeddings = new ArrayList<>();

  /** The embedding of a vocabulary: the first rows of a slice. */
  private record Embedded(String name, Vocabulary vocabulary, String slice) {}

  WordNeighbours(Model model, Map<String, String> missing) {
    this.model = model;
    this.missing = missing;
    if (model.targetVocabulary() == null) {
      add("words", model.vocabulary(), "embedding.weight");
    } else {
      add("source words", model.vocabulary(), "encoder.embedding.weight");
      add("target words", model.targetVocabulary(), "decoder.embedding.weight");
    }
  }

  private void add(String name, Vocabulary vocabulary, String slice) {
    if (model.network().layout().contains(slice)) {
      embeddings.add(new Embedded(name, vocabulary, slice));
    }
  }

  /**
   * Looks for them.
   *
   * @param words empty for the most frequent ones
   * @throws UserError if there is no embedding, or it lacks one of the words
   */
  List<Near> of(List<String> words) {
    if (embeddings.isEmpty()) {
      String why = "the model reads one-hot symbols or vectors and has no embedding";
      if (!words.isEmpty()) {
        throw new UserError(
            "--words must be left out, got " + String.join(",", words) + "; " + why);
      }
      missing.put(Part.NEIGHBOURS, why);
      return List.of();
    }
    words.forEach(this::requireKnown);
    List<Near> near = new ArrayList<>();
    for (Embedded embedded : embeddings) {
      List<String> known =
          words.isEmpty()
              ? mostFrequent(embedded.vocabulary())
              : words.stream().filter(embedded.vocabulary()::contains).toList();
      if (!known.isEmpty()) {
        near.add(new Near(embedded.name(), neighbours(embedded, known)));
      }
    }
    return near;
  }

  private void requireKnown(String word) {
    if (embeddings.stream().noneMatch(embedded -> embedded.vocabulary().contains(word))) {
      List<String> all =
          embeddings.stream().flatMap(e -> e.vocabulary().symbols().stream()).toList();
      throw new UserError(
          "--words must be of the model's vocabulary, got %s%s"
              .formatted(
                  word,
                  Nearest.to(word, all).map(other -> "; did you mean " + other + "?").orElse("")));
    }
  }

  /** Symbols are numbered by falling frequency. */
  private static List<String> mostFrequent(Vocabulary vocabulary) {
    int first = Vocabulary.EOS + 1;
    return vocabulary
        .symbols()
        .subList(Math.min(first, vocabulary.size()), Math.min(first + FREQUENT, vocabulary.size()));
  }

  private Map<String, List<Neighbour>> neighbours(Embedded embedded, List<String> words) {
    ParameterLayout layout = model.network().layout();
    Neighbours all = new Neighbours(model.parameters(), layout.slice(embedded.slice()));
    int symbols = embedded.vocabulary().size();
    Map<String, List<Neighbour>> found = new LinkedHashMap<>();
    for (String word : words) {
      // A generator's classes have vectors too, behind those of its symbols.
      found.put(
          word,
          all.of(embedded.vocabulary().id(word), NEIGHBOURS + classes()).stream()
              .filter(neighbour -> neighbour.symbol() < symbols)
              .limit(NEIGHBOURS)
              .map(n -> new Neighbour(embedded.vocabulary().symbol(n.symbol()), n.cosine()))
              .toList());
    }
    return found;
  }

  private int classes() {
    return model.labels() == null ? 0 : model.labels().size();
  }
}
