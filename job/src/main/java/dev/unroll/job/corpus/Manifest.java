package dev.unroll.job.corpus;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.config.Task;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@code shards.json}, and beside it the symbols and labels, which say what lies in a
 * folder of shards. It is written last: where it is, everything is.
 */
final class Manifest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};
  private static final String NAME = "shards.json";
  private static final String FORMAT = "unroll-shards";
  private static final int VERSION = 1;

  private Manifest() {}

  /** Writes all files. */
  static void write(StagedCorpus corpus, UnrollConfig config, Path directory, Configuration hadoop)
      throws IOException {
    FileSystem store = directory.getFileSystem(hadoop);
    Encoding encoding = corpus.encoding();
    if (encoding.vocabulary() != null) {
      writeFile(store, new Path(directory, "vocab.json"), encoding.vocabulary().symbols());
    }
    if (encoding.targetVocabulary() != null) {
      writeFile(
          store, new Path(directory, "target-vocab.json"), encoding.targetVocabulary().symbols());
    }
    if (encoding.labels() != null) {
      writeFile(store, new Path(directory, "labels.json"), encoding.labels().labels());
    }
    ObjectNode manifest =
        JSON.createObjectNode()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("task", corpus.task().spelling())
            .put("recipe", recipe(config))
            .put("fingerprint", corpus.fingerprint());
    manifest.set("train", layout(corpus.train()));
    corpus.valid().ifPresent(valid -> manifest.set("valid", layout(valid)));
    writeFile(store, new Path(directory, NAME), manifest);
  }

  /**
   * Reads what lies in a folder.
   *
   * @return empty if staging was never completed
   * @throws UserError if the shards are those of another configuration, or of another version
   */
  static Optional<StagedCorpus> read(UnrollConfig config, Path directory, Configuration hadoop)
      throws IOException {
    FileSystem store = directory.getFileSystem(hadoop);
    Path file = new Path(directory, NAME);
    if (!store.exists(file)) {
      return Optional.empty();
    }
    JsonNode manifest = readFile(store, file);
    if (!manifest.path("format").asText().equals(FORMAT)
        || manifest.path("version").asInt() != VERSION) {
      throw new UserError(
          "%s must be of format %s, version %d, got %s, %s; start the run anew"
              .formatted(file, FORMAT, VERSION, manifest.path("format"), manifest.path("version")));
    }
    if (!manifest.path("recipe").asText().equals(recipe(config))) {
      throw new UserError(
          "%s must have been staged for this task, seed, mode, batch-size, shards and window, got others; resume with the configuration of the run"
              .formatted(directory));
    }
    return Optional.of(
        new StagedCorpus(
            Spelling.parse(Task.class, manifest.path("task").asText()),
            new Encoding(
                strings(store, directory, "vocab.json").map(Vocabulary::ofAll).orElse(null),
                strings(store, directory, "target-vocab.json").map(Vocabulary::ofAll).orElse(null),
                strings(store, directory, "labels.json").map(LabelSet::new).orElse(null)),
            shards(manifest.path("train"), new Path(directory, "train")),
            manifest.has("valid")
                ? Optional.of(shards(manifest.path("valid"), new Path(directory, "valid")))
                : Optional.empty(),
            manifest.path("fingerprint").asText()));
  }

  private static Optional<List<String>> strings(FileSystem store, Path directory, String name)
      throws IOException {
    Path file = new Path(directory, name);
    return store.exists(file)
        ? Optional.of(JSON.convertValue(readFile(store, file), STRINGS))
        : Optional.empty();
  }

  private static JsonNode readFile(FileSystem store, Path file) throws IOException {
    try (InputStream in = store.open(file)) {
      return JSON.readTree(in);
    }
  }

  /** Under another name first, so that a file is never half there. */
  private static void writeFile(FileSystem store, Path file, Object value) throws IOException {
    Path unfinished = new Path(file.getParent(), "." + file.getName());
    try (OutputStream out = store.create(unfinished, true)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
    }
    store.delete(file, false);
    if (!store.rename(unfinished, file)) {
      throw new IOException(unfinished + " must be renamed to " + file + ", but was not");
    }
  }

  private static ObjectNode layout(ShardSet set) {
    ObjectNode layout =
        JSON.createObjectNode().put("shards", set.shards()).put("symbols", set.symbols());
    if (set instanceof StreamShards streams) {
      return layout
          .put("streams", streams.streams())
          .put("window", streams.window())
          .put("keep-last", streams.keepLast())
          .put("block-length", streams.blockLength())
          .put("bytes-per-id", streams.bytesPerId());
    }
    ExampleShards examples = (ExampleShards) set;
    return layout
        .put("examples", examples.examples())
        .put("batch-size", examples.batchSize())
        .put("block-size", examples.blockSize())
        .put("seed", examples.seed());
  }

  private static ShardSet shards(JsonNode layout, Path directory) {
    int shards = layout.path("shards").asInt();
    long symbols = layout.path("symbols").asLong();
    if (layout.has("streams")) {
      return new StreamShards(
          directory.toString(),
          shards,
          symbols,
          layout.path("streams").asInt(),
          layout.path("window").asInt(),
          layout.path("keep-last").asBoolean(),
          layout.path("block-length").asInt(),
          layout.path("bytes-per-id").asInt());
    }
    return new ExampleShards(
        directory.toString(),
        shards,
        symbols,
        layout.path("examples").asLong(),
        layout.path("batch-size").asInt(),
        layout.path("block-size").asInt(),
        layout.path("seed").asLong());
  }

  /** What decides the layout of the shards, beside the corpus. */
  private static String recipe(UnrollConfig config) {
    String recipe =
        List.of(
                config.task(),
                config.run().seed(),
                config.model().output(),
                config.train().mode(),
                config.train().batchSize(),
                config.train().shards(),
                config.train().window())
            .toString();
    return "%016x".formatted(ContentHash.of(0, recipe.getBytes(StandardCharsets.UTF_8)));
  }
}
