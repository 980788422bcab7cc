package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GoldenTrainTest {
  @TestFactory
  List<DynamicTest> golden() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden"))) {
      for (Path path : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode file = new ObjectMapper().readTree(path.toFile());
        if (GoldenTrainCases.handles(file.path("kind").asText())) {
          tests.add(
              DynamicTest.dynamicTest(
                  file.path("name").asText(), () -> GoldenTrainCases.check(file)));
        }
      }
    }
    assertFalse(tests.isEmpty());
    return tests;
  }
}
