package dev.unroll.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.Classifier;
import dev.unroll.decode.LanguageModel;
import dev.unroll.decode.Regressor;
import dev.unroll.decode.Tagger;
import dev.unroll.decode.Translator;
import dev.unroll.network.SequenceNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Directories that were written once, in version 1 of the format, are read as long as there are
 * users of it, and give the results that were kept with them. Their files are never written again;
 * a new version of the format adds its own beside them.
 *
 * <p>Weights and numbers of {@code from-pytorch-…} are PyTorch's, of modules with two biases.
 */
class KeptDirectoriesTest {
  /** Kept on one CPU; another adds the same float32 numbers up in another order. */
  private static final double TOLERANCE = 1e-5;

  private static final Path FOLDER = Path.of("src/test/resources/directories/version-1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "language-model",
        "adaptive-softmax",
        "generator",
        "tagger",
        "classifier",
        "regressor",
        "translator",
        "translator-without-attention",
        "from-pytorch-lstm",
        "from-pytorch-gru"
      })
  void read_keptDirectory_givesTheKeptResults(String name) throws IOException {
    Model model = ModelDirectory.read(FOLDER.resolve(name));
    JsonNode kept = new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
    List<Double> numbers = new ArrayList<>();
    String result = result(model, kept, numbers);
    assertEquals(kept.path("result").asText(), result);
    assertEquals(kept.path("numbers").size(), numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      assertEquals(kept.path("numbers").get(i).asDouble(), numbers.get(i), TOLERANCE);
    }
  }

  /** What the model decides, empty where it only gives numbers. */
  static String result(Model model, JsonNode input, List<Double> numbers) {
    String text = input.path("text").asText();
    return switch (model.task()) {
      case LANGUAGE_MODEL -> {
        add(LanguageModel.of(model).logProbabilities(model.encode(text)), numbers);
        yield "";
      }
      case GENERATOR -> {
        LanguageModel writer = LanguageModel.of(model);
        int first = model.vocabulary().size() + input.path("class").asInt();
        LanguageModel.State state = writer.start(first);
        for (int symbol : model.encode(text)) {
          state = writer.next(state, symbol);
          add(state.logProbabilities(), numbers);
        }
        yield "";
      }
      case TAGGER -> {
        Example example = model.example(text);
        SequenceBatch batch = Batcher.source(List.of(example), 0);
        SequenceNetwork network = (SequenceNetwork) model.network();
        int labels = model.labels().size() * example.tokens().length;
        float[] scores = network.scores(model.parameters(), batch, network.newWorkspace());
        add(Arrays.copyOf(scores, labels), numbers);
        yield String.join(" ", new Tagger(model).tags(example));
      }
      case CLASSIFIER -> {
        Example example = withFeatures(model.encode(text), input);
        Classifier.Classification found = new Classifier(model).classify(example);
        numbers.addAll(found.probabilities().values());
        yield found.label();
      }
      case REGRESSOR -> {
        add(new Regressor(model).predict(withFeatures(new int[0], input)), numbers);
        yield "";
      }
      case TRANSLATOR -> {
        Translator.Translation found = new Translator(model, BeamOptions.greedy(6)).translate(text);
        numbers.add(found.logProbability());
        yield found.text();
      }
    };
  }

  private static Example withFeatures(int[] tokens, JsonNode input) {
    float[] features = new float[input.path("features").size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) input.path("features").get(i).asDouble();
    }
    return new Example(0, tokens, features, new int[0], new float[0]);
  }

  private static void add(float[] from, List<Double> numbers) {
    for (float number : from) {
      numbers.add((double) number);
    }
  }
}
