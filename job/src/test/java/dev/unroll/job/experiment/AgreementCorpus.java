package dev.unroll.job.experiment;

import dev.unroll.batch.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Many sentences of the agreement task, made by {@code data-samples/Generate.java}. */
final class AgreementCorpus {
  static final List<Integer> DISTANCES = List.of(1, 5, 10, 20, 40, 80);

  private static final Path GENERATOR = Path.of("../data-samples/Generate.java");
  private static final int ROWS = 8_000;

  private final Map<String, Integer> vocabulary = new HashMap<>();
  private final Map<Integer, List<Example>> train = new LinkedHashMap<>();
  private final Map<Integer, List<Example>> test = new LinkedHashMap<>();

  private AgreementCorpus() {}

  /**
   * Makes them.
   *
   * @param folder an empty directory
   */
  static AgreementCorpus generate(Path folder) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                GENERATOR.toString(),
                "agreement",
                "--rows",
                String.valueOf(ROWS),
                "--output",
                folder.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException(GENERATOR + " must make a corpus, but ended with " + status);
    }
    AgreementCorpus corpus = new AgreementCorpus();
    for (int distance : DISTANCES) {
      Path at = folder.resolve("agreement/d" + distance);
      corpus.train.put(distance, corpus.read(at.resolve("train.tsv")));
      corpus.test.put(distance, corpus.read(at.resolve("test.tsv")));
    }
    return corpus;
  }

  private List<Example> read(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] fields = line.split("\t");
      int[] words =
          Stream.of(fields[1].split(" "))
              .mapToInt(word -> vocabulary.computeIfAbsent(word, w -> vocabulary.size()))
              .toArray();
      int label = fields[0].equals("were") ? 1 : 0;
      examples.add(Example.of(examples.size(), words, new int[] {label}));
    }
    return examples;
  }

  int vocabularySize() {
    return vocabulary.size();
  }

  /** Sentences whose subject is so many words before the verb. */
  List<Example> train(int distance) {
    return train.get(distance);
  }

  /** Others of the same kind. */
  List<Example> test(int distance) {
    return test.get(distance);
  }
}
