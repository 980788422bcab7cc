package dev.unroll.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code conf/}, those for corpora that are not in this repository included. */
class ShippedConfigurationTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  static Stream<Path> files() throws IOException {
    return filesIn("conf");
  }

  static Stream<Path> filesForOtherCorpora() throws IOException {
    return filesIn("conf/corpora");
  }

  private static Stream<Path> filesIn(String directory) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(directory))) {
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

  @ParameterizedTest
  @MethodSource("filesForOtherCorpora")
  void configurationForAnotherCorpus_whenLoaded_namesItsRunAndData(Path file) {
    UnrollConfig config = ConfigLoader.fromFile(file, List.of()).values();

    String name = file.getFileName().toString().replace(".conf", "");
    assertEquals("runs/" + name, config.run().dir());
    assertTrue(config.corpus().train().startsWith("corpora/"), config.corpus().train());
    assertTrue(config.corpus().valid().startsWith("corpora/"), config.corpus().valid());
    assertTrue(config.corpus().test().startsWith("corpora/"), config.corpus().test());
  }
}
