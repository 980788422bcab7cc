package dev.unroll.golden;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every golden file of a folder: the one that system property {@code golden.dir} names, else
 * the copies in the test resources. A relative folder is looked for where Maven was started.
 */
class GoldenTest {

  @TestFactory
  Stream<DynamicTest> golden_everyFile_matches() throws URISyntaxException {
    return GoldenCase.files(folder()).stream()
        .map(file -> dynamicTest(file.getFileName().toString(), file.toUri(), () -> check(file)));
  }

  static void check(Path file) {
    GoldenCase golden = GoldenCase.read(file);
    if (GoldenCase.NETWORK_KINDS.contains(golden.kind())) {
      GoldenNetworkCases.control().check(golden);
      GoldenNetworkCases.production().check(golden);
    } else if (GoldenTrainCases.KINDS.contains(golden.kind())) {
      GoldenTrainCases.check(golden);
    } else {
      throw new IllegalArgumentException(
          "kind must be a known one, got " + golden.kind() + " in " + file);
    }
  }

  private static Path folder() throws URISyntaxException {
    String folder = System.getProperty("golden.dir", "");
    if (folder.isEmpty()) {
      return Path.of(GoldenTest.class.getResource("/golden").toURI());
    }
    return Path.of(System.getProperty("golden.base", "")).resolve(folder);
  }
}
