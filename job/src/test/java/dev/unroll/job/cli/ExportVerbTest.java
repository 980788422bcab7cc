package dev.unroll.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.io.Model;
import dev.unroll.io.ModelDirectory;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.store.RandomModels;
import dev.unroll.network.NetworkConfig.OutputKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportVerbTest {
  @TempDir Path folder;

  private Map<String, Object> export(Model model, String file) throws IOException {
    Path directory = folder.resolve("model");
    if (!Files.exists(directory)) {
      ModelDirectory.write(model, directory);
    }
    return ExportVerb.export(
        new ExportCommand.Request(directory.toString(), folder.resolve("to/" + file).toString()));
  }

  private Set<String> written() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("to"))) {
      return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void export_languageModel_isOneFileWithTheTextsOfItsDirectory() throws Exception {
    Map<String, Object> result =
        export(RandomModels.languageModel(TextConfig.Start.EOS), "lm.onnx");
    Path file = folder.resolve("to/lm.onnx");
    assertEquals(List.of(file.toString()), result.get("files"));
    assertEquals(Set.of("lm.onnx"), written());
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      ObjectMapper json = new ObjectMapper();
      assertEquals(
          json.readTree(folder.resolve("model/config.json").toFile()),
          json.readTree(metadata.get("config.json")));
      assertEquals(
          RandomModels.VOCABULARY.symbols(),
          json.readValue(metadata.get("vocab.json"), List.class));
      assertEquals(Set.of("config.json", "vocab.json"), metadata.keySet());
    }
  }

  @Test
  void export_result_saysWhatGoesInAndOut() throws IOException {
    Map<String, Object> result = export(RandomModels.tagger(OutputKind.CRF), "tags.onnx");
    Map<?, ?> ends = (Map<?, ?>) result.get("tags.onnx");
    assertEquals(
        List.of("tokens", "lengths", "emissions", "transitions", "start", "end"),
        List.copyOf(ends.keySet()));
    assertEquals(
        Map.of("is", "input", "type", "int64", "shape", "(batch, time)"), ends.get("tokens"));
    assertEquals(
        Map.of("is", "output", "type", "float", "shape", "(batch, time, 4)"),
        ends.get("emissions"));
  }

  @Test
  void export_translator_isAnEncoderAndADecoder() throws IOException {
    export(RandomModels.translator(), "dates.onnx");
    assertEquals(Set.of("dates-encoder.onnx", "dates-decoder.onnx"), written());
  }

  @Test
  void export_existingFile_isRefusedBeforeAnythingIsWritten() throws IOException {
    Path decoder = folder.resolve("to/dates-decoder.onnx");
    Files.createDirectories(decoder.getParent());
    Files.writeString(decoder, "mine");
    UserError e =
        assertThrows(UserError.class, () -> export(RandomModels.translator(), "dates.onnx"));
    assertTrue(e.getMessage().startsWith("--onnx must not exist yet, got "), e.getMessage());
    assertEquals(Set.of("dates-decoder.onnx"), written());
    assertEquals("mine", Files.readString(decoder));
  }
}
