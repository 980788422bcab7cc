package dev.unroll.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.network.Network;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads model directories: {@code config.json}, {@code vocab.json}, {@code
 * target-vocab.json} of a translator, {@code labels.json} where there are labels, {@code
 * model.safetensors}, {@code training.json}. The same model gives the same bytes.
 */
public final class ModelDirectory {
  /** Task, network, text. A directory without it is no model directory; it is written last. */
  public static final String CONFIG = "config.json";

  /** The input symbols: an array, index = id. */
  public static final String VOCABULARY = "vocab.json";

  /** The output symbols of a translator: an array, index = id. */
  public static final String TARGET_VOCABULARY = "target-vocab.json";

  /** The labels or classes: an array, index = id. */
  public static final String LABELS = "labels.json";

  /** The parameters. */
  public static final String PARAMETERS = "model.safetensors";

  /** Where the model comes from; nothing in it is needed to use the model. */
  public static final String TRAINING = "training.json";

  private ModelDirectory() {}

  // ---- writing ----------------------------------------------------------------------------------

  /** Writes all files of a model into a store; with the last one, it holds a model. */
  public static void write(Model model, ModelStore store) throws IOException {
    if (model.vocabulary() != null) {
      writeJson(store, VOCABULARY, model.vocabulary().symbols());
    }
    if (model.targetVocabulary() != null) {
      writeJson(store, TARGET_VOCABULARY, model.targetVocabulary().symbols());
    }
    if (model.labels() != null) {
      writeJson(store, LABELS, model.labels().labels());
    }
    try (OutputStream out = store.create(PARAMETERS)) {
      SafeTensors.write(
          out, new ParameterTensors(model.network().layout()).entries(model.parameters()));
    }
    writeJson(store, TRAINING, model.training());
    writeJson(store, CONFIG, ConfigJson.write(model));
  }

  /**
   * Writes a model directory, which appears all at once.
   *
   * @throws FileAlreadyExistsException if the directory exists
   */
  public static void write(Model model, Path directory) throws IOException {
    if (Files.exists(directory)) {
      throw new FileAlreadyExistsException(directory.toString());
    }
    Path target = directory.toAbsolutePath();
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    Files.createDirectories(unfinished);
    for (String name : List.of(VOCABULARY, TARGET_VOCABULARY, LABELS)) {
      Files.deleteIfExists(unfinished.resolve(name));
    }
    write(model, new PathStore(unfinished));
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void writeJson(ModelStore store, String name, Object value) throws IOException {
    try (OutputStream out = store.create(name)) {
      out.write(Json.pretty().writeValueAsBytes(value));
      out.write("\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  // ---- reading ----------------------------------------------------------------------------------

  /**
   * Reads a model directory.
   *
   * @throws InvalidModelException if it is incomplete, damaged, foreign, or of a later version
   */
  public static Model read(Path directory) throws IOException {
    return read(new PathStore(directory));
  }

  /**
   * Reads a model from a store.
   *
   * @throws InvalidModelException if it is incomplete, damaged, foreign, or of a later version
   */
  public static Model read(ModelStore store) throws IOException {
    ConfigJson config = read(store, CONFIG, in -> ConfigJson.read(Json.MAPPER.readTree(in)));
    Weights weights = readWeights(store, config);
    LabelSet labels =
        store.exists(LABELS) ? read(store, LABELS, in -> new LabelSet(strings(in))) : null;
    ObjectNode training =
        store.exists(TRAINING)
            ? read(store, TRAINING, ModelDirectory::object)
            : JsonNodeFactory.instance.objectNode();
    try {
      return new Model(
          config.task(),
          weights.network(),
          config.text(),
          vocabulary(store, VOCABULARY, config),
          vocabulary(store, TARGET_VOCABULARY, config),
          labels,
          weights.parameters(),
          training);
    } catch (IllegalArgumentException e) {
      throw new InvalidModelException(
          store + ": " + e.getMessage() + "; are all files from the same model?", e);
    }
  }

  private record Weights(Network network, float[] parameters) {}

  private static Weights readWeights(ModelStore store, ConfigJson config) throws IOException {
    try (InputStream in = open(store, PARAMETERS)) {
      List<SafeTensors.Tensor> tensors =
          explain(store, PARAMETERS, () -> SafeTensors.readHeader(in, store.size(PARAMETERS)));
      Network network =
          explain(store, CONFIG, () -> NetworkJson.read(config.task(), config.network(), tensors));
      float[] parameters =
          explain(store, PARAMETERS, () -> readValues(in, network.layout(), tensors));
      return new Weights(network, parameters);
    }
  }

  private static float[] readValues(
      InputStream in, ParameterLayout layout, List<SafeTensors.Tensor> tensors) throws IOException {
    ParameterTensors places = new ParameterTensors(layout);
    places.check(tensors);
    float[] parameters = new float[layout.size()];
    SafeTensors.readValues(in, tensors, tensor -> places.sink(tensor, parameters));
    return parameters;
  }

  private static Vocabulary vocabulary(ModelStore store, String name, ConfigJson config)
      throws IOException {
    boolean optional = name.equals(TARGET_VOCABULARY) || store.exists(TARGET_VOCABULARY);
    if (config.text() == null || (optional && !store.exists(name))) {
      return null;
    }
    return read(
        store,
        name,
        in -> {
          Vocabulary vocabulary = Vocabulary.ofAll(strings(in));
          List<String> got = vocabulary.symbols().subList(0, 2);
          List<String> want = List.of(config.unk(), config.eos());
          if (!got.equals(want)) {
            throw new InvalidModelException(
                "must begin with %s as config.json says, got %s; are both from the same model?"
                    .formatted(want, got));
          }
          return vocabulary;
        });
  }

  private static ObjectNode object(InputStream in) throws IOException {
    if (Json.MAPPER.readTree(in) instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidModelException("must be a JSON object");
  }

  private static List<String> strings(InputStream in) throws IOException {
    JsonNode array = Json.MAPPER.readTree(in);
    List<String> strings = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!array.isArray() || !element.isTextual()) {
        throw new InvalidModelException("must be a JSON array of strings, got " + element);
      }
      strings.add(element.textValue());
    }
    return strings;
  }

  private interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private static <T> T read(ModelStore store, String name, Reader<T> reader) throws IOException {
    try (InputStream in = open(store, name)) {
      return explain(store, name, () -> reader.read(in));
    }
  }

  private static InputStream open(ModelStore store, String name) throws IOException {
    if (!store.exists(name)) {
      throw new InvalidModelException(
          "%s must be a model directory, got no %s there".formatted(store, name));
    }
    return store.open(name);
  }

  /** Does something with a file; what is wrong is said in one sentence that names the file. */
  private static <T> T explain(ModelStore store, String name, Step<T> step) throws IOException {
    String file = store + "/" + name + ": ";
    try {
      return step.run();
    } catch (InvalidModelException | IllegalArgumentException e) {
      throw new InvalidModelException(file + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new InvalidModelException(file + "must be JSON, got " + Json.reason(e), e);
    } catch (CharConversionException e) {
      throw new InvalidModelException(file + "must be UTF-8, got " + e.getMessage(), e);
    }
  }
}
