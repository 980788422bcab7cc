package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A golden file that cannot be read or that says something else must fail, never pass by saying
 * nothing.
 */
class GoldenStrictnessTest {

  private static final String NETWORK = "lstm-2-layers";
  private static final String DECODING = "decoding-lstm";

  @TempDir Path folder;

  @Test
  void check_unchangedFile_passes() throws IOException {
    GoldenTest.check(changed(NETWORK, json -> {}));
  }

  @Test
  void check_otherNumber_failsAndNamesTheTensor() throws IOException {
    Path file =
        changed(
            NETWORK,
            json -> {
              ArrayNode data = (ArrayNode) json.at("/expected/gradients/rnn.weight_hh_l1/data");
              data.set(3, data.get(3).asDouble() + 1e-3);
            });
    AssertionError error = assertThrows(AssertionError.class, () -> GoldenTest.check(file));
    assertTrue(error.getMessage().contains("gradients/rnn.weight_hh_l1"), error.getMessage());
  }

  @Test
  void check_otherBeam_fails() throws IOException {
    Path file =
        changed(
            DECODING,
            json ->
                ((ArrayNode) json.at("/expected/beam/1/sources/2/hypotheses/1/tokens")).set(0, 1));
    assertThrows(AssertionError.class, () -> GoldenTest.check(file));
  }

  @Test
  void check_unknownKind_fails() throws IOException {
    assertRejected(changed(NETWORK, json -> json.put("kind", "transformer")), "transformer");
  }

  @Test
  void check_unknownFormat_fails() throws IOException {
    assertRejected(changed(NETWORK, json -> json.put("version", 2)), "version");
  }

  @Test
  void check_missingInput_failsAndNamesIt() throws IOException {
    assertRejected(
        changed(NETWORK, json -> ((ObjectNode) json.get("inputs")).remove("target-ids")),
        "inputs.target-ids");
  }

  @Test
  void check_missingGradient_failsAndNamesIt() throws IOException {
    assertRejected(
        changed(NETWORK, json -> ((ObjectNode) json.at("/expected/gradients")).remove("head.bias")),
        "head.bias");
  }

  @Test
  void check_unknownField_failsAndNamesIt() throws IOException {
    assertRejected(
        changed(NETWORK, json -> ((ObjectNode) json.get("network")).put("zoneout", 0.1)),
        "network.zoneout");
  }

  @Test
  void check_expectationNobodyComputes_failsAndNamesIt() throws IOException {
    Path file = changed(NETWORK, json -> ((ObjectNode) json.get("expected")).put("hessian", 0.1));
    AssertionError error = assertThrows(AssertionError.class, () -> GoldenTest.check(file));
    assertTrue(error.getMessage().contains("hessian"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "optimizer-adam, /expected/trajectory/data",
    "optimizer-asgd, /expected/averages/data",
    "optimizer-adam, /expected/state/exp_avg_sq/data",
    "schedule-step, /expected/learning-rates",
    "clipping-value, /expected/clipped/rnn.bias_l0/data"
  })
  void check_otherNumberOfTraining_fails(String name, String place) throws IOException {
    Path file =
        changed(
            name,
            json -> {
              ArrayNode data = (ArrayNode) json.at(place);
              data.set(2, data.get(2).asDouble() + 1e-2);
            });
    assertThrows(AssertionError.class, () -> GoldenTest.check(file));
  }

  @Test
  void check_hyperparameterNobodyKnows_failsAndNamesIt() throws IOException {
    assertRejected(
        changed(
            "optimizer-adam",
            json -> ((ObjectNode) json.at("/optimizer/hyperparameters")).put("amsgrad", true)),
        "amsgrad");
  }

  @Test
  void check_truncatedFile_failsAndNamesTheFile() throws IOException {
    Path file = changed(NETWORK, json -> {});
    Files.writeString(file, Files.readString(file).substring(0, 500));
    assertRejected(file, file.toString());
  }

  @Test
  void files_emptyOrMissingFolder_fails() {
    assertThrows(IllegalArgumentException.class, () -> GoldenCase.files(folder));
    assertThrows(IllegalArgumentException.class, () -> GoldenCase.files(folder.resolve("none")));
  }

  private static void assertRejected(Path file, String inMessage) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> GoldenTest.check(file));
    assertTrue(error.getMessage().contains(inMessage), error.getMessage());
  }

  /** A copy of a golden file with a change. */
  private Path changed(String name, Consumer<ObjectNode> change) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json =
        (ObjectNode) mapper.readTree(getClass().getResource("/golden/" + name + ".json"));
    change.accept(json);
    Path file = folder.resolve(name + ".json");
    mapper.writeValue(file.toFile(), json);
    return file;
  }
}
