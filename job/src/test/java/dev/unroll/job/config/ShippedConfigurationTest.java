package dev.unroll.job.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code conf/}. */
class ShippedConfigurationTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("conf"))) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void shippedConfiguration_whenLoaded_isValidAndNamesExistingData(Path file) {
    UnrollConfig config = ConfigLoader.fromFile(file, List.of()).values();

    assertFalse(config.run().dir().isEmpty());
    CorpusConfig corpus = config.corpus();
    Stream.of(corpus.train(), corpus.valid(), corpus.test())
        .filter(path -> !path.isEmpty())
        .forEach(path -> assertTrue(Files.isRegularFile(ROOT.resolve(path)), path));
  }
}
