package dev.unroll.job.train;

import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.EffectiveConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Tiny corpora and what to learn from them, one recipe for each way of training. */
final class Recipes {
  /** The recipe of {@link SameBytes}: shuffled, with dropout, 96 steps in 12 epochs. */
  static final String EVERYWHERE = "everywhere";

  private final Path folder;
  private final Map<String, String> recipes = new LinkedHashMap<>();

  /** Writes the corpora into a folder. */
  Recipes(Path folder) {
    this.folder = folder;
    Random random = new Random(7);
    write("train.txt", lines(random, 60));
    write("valid.txt", lines(random, 12));
    write("train.conll", tagged(random, 25));
    write("valid.conll", tagged(random, 6));
    write("train.tsv", "label\ttext\n" + labelled(random, 25));
    write("valid.tsv", "label\ttext\n" + labelled(random, 6));
    write("train-numbers.tsv", "label\ttext\n" + numbered(random, 25));
    write("valid-numbers.tsv", "label\ttext\n" + numbered(random, 6));
    write("train-pairs.tsv", "source\ttarget\n" + pairs(random, 25));
    write("valid-pairs.tsv", "source\ttarget\n" + pairs(random, 6));
    write("train-vectors.jsonl", vectors(random, 25));
    write("valid-vectors.jsonl", vectors(random, 6));
    String streams =
        """
        task = language-model
        corpus { unit = char, train = "%1$s/train.txt", valid = "%1$s/valid.txt" }
        model { layers = 2, hidden-size = 6, dropout.hidden = 0.3 }
        train { batch-size = 6, window = 9, epochs = 2, validate-every = 5, clip.norm = 1.0 }
        """;
    for (int shards = 1; shards <= 4; shards++) {
      recipes.put("streams-" + shards, streams + "train.shards = " + shards);
    }
    recipes.put(
        EVERYWHERE,
        """
        task = language-model
        corpus { train = "%1$s/train.txt", valid = "%1$s/valid.txt" }
        model { layers = 2, hidden-size = 48, embedding-size = 16
                dropout { embedding = 0.1, hidden = 0.3, output = 0.2 } }
        train { mode = sentence, batch-size = 8, shards = 4, epochs = 12, validate-every = 20
                clip.norm = 1.0 }
        """);
    recipes.put(
        "sentences",
        """
        task = language-model
        corpus { train = "%1$s/train.txt", valid = "%1$s/valid.txt" }
        model { hidden-size = 6, embedding-size = 4, cell = gru, dropout.embedding = 0.2 }
        train { mode = sentence, batch-size = 7, shards = 3, epochs = 1
                optimizer { kind = momentum, learning-rate = 0.05 } }
        """);
    recipes.put(
        "tagger",
        """
        task = tagger
        corpus { train = "%1$s/train.conll", valid = "%1$s/valid.conll" }
        model { hidden-size = 5, embedding-size = 4, output = crf, dropout.input = 0.25 }
        train { batch-size = 5, shards = 3, epochs = 3, optimizer.learning-rate = 0.02 }
        """);
    recipes.put(
        "classifier",
        """
        task = classifier
        corpus { train = "%1$s/train.tsv", valid = "%1$s/valid.tsv" }
        model { hidden-size = 5, embedding-size = 4, dropout.output = 0.5 }
        train { batch-size = 6, shards = 4, epochs = 2, class-weights { good = 2.0 } }
        """);
    recipes.put(
        "regressor",
        """
        task = regressor
        corpus { train = "%1$s/train-numbers.tsv", valid = "%1$s/valid-numbers.tsv" }
        model { hidden-size = 5, embedding-size = 4, pooling = mean }
        train { batch-size = 8, shards = 4, epochs = 1, optimizer.kind = adagrad }
        """);
    recipes.put(
        "generator-vector",
        """
        task = generator
        corpus { train = "%1$s/train-vectors.jsonl", valid = "%1$s/valid-vectors.jsonl", format = json
                 features-column = start, feature-size = 3 }
        model { hidden-size = 5, embedding-size = 4, dropout.input = 0.1 }
        train { mode = sentence, batch-size = 6, shards = 3, epochs = 2 }
        """);
    recipes.put(
        "translator",
        """
        task = translator
        corpus { train = "%1$s/train-pairs.tsv", valid = "%1$s/valid-pairs.tsv" }
        model { hidden-size = 4, embedding-size = 4, dropout.hidden = 0.2 }
        train { batch-size = 6, shards = 2, epochs = 2, optimizer.kind = rmsprop }
        """);
  }

  Iterable<String> names() {
    return recipes.keySet();
  }

  /** A recipe with the run directory {@code folder/run}. */
  EffectiveConfig config(String name, String run, String... overrides) {
    List<String> all = new ArrayList<>(List.of("run.dir=" + folder.resolve(run)));
    all.addAll(List.of(overrides));
    return ConfigLoader.fromText(name, recipes.get(name).formatted(folder), all);
  }

  /** What a finished run has learned. */
  byte[] model(String run) {
    try {
      return Files.readAllBytes(folder.resolve(run).resolve("model/model.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String word(Random random) {
    return List.of("the", "cat", "dog", "sees", "a", "big", "red", "bird").get(random.nextInt(8));
  }

  private static List<String> words(Random random) {
    List<String> words = new ArrayList<>();
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      words.add(word(random));
    }
    return words;
  }

  private static String lines(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(String.join(" ", words(random))).append('\n');
    }
    return text.toString();
  }

  private static String tagged(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      words(random).forEach(w -> text.append(w).append('\t').append(tag(w)).append('\n'));
      text.append('\n');
    }
    return text.toString();
  }

  private static String tag(String word) {
    return word.length() == 3 ? "B-three" : "O";
  }

  private static String labelled(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<String> words = words(random);
      String label = words.contains("cat") ? "good" : "bad";
      text.append(label).append('\t').append(String.join(" ", words)).append('\n');
    }
    return text.toString();
  }

  private static String numbered(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<String> words = words(random);
      text.append(words.size()).append('\t').append(String.join(" ", words)).append('\n');
    }
    return text.toString();
  }

  private static String pairs(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<String> words = words(random);
      text.append(String.join(" ", words)).append('\t');
      text.append(String.join(" ", words).toUpperCase(java.util.Locale.ROOT)).append('\n');
    }
    return text.toString();
  }

  private static String vectors(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      List<Float> start = List.of(random.nextFloat(), random.nextFloat(), random.nextFloat());
      text.append("{\"start\": ").append(start).append(", \"text\": \"");
      text.append(String.join(" ", words(random))).append("\"}\n");
    }
    return text.toString();
  }
}
