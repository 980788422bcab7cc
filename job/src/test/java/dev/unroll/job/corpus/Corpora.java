package dev.unroll.job.corpus;

import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.UnrollConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Small corpora and their configurations. */
final class Corpora {
  static final Configuration HADOOP = new Configuration();

  private Corpora() {}

  static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static UnrollConfig config(String hocon, String... overrides) {
    return ConfigLoader.fromText("test.conf", "run.dir = unused\n" + hocon, List.of(overrides))
        .values();
  }

  /** A character model over whole files. */
  static UnrollConfig characters(Path train, String... overrides) {
    return config(
        """
        task = language-model
        corpus { unit = char, document = file, train = "%s" }
        train { mode = stream, batch-size = 5, shards = 3, window = 7 }
        """
            .formatted(train),
        overrides);
  }

  static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  /** The bytes of all files below a folder, but for the checksums that Hadoop lays beside them. */
  static Map<String, String> contents(Path folder) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".crc")) {
          String name = folder.relativize(file).toString();
          contents.put(name, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
      return contents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
