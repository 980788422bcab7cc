package dev.unroll.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One golden file.
 *
 * @param name of the case
 * @param kind what it is a case of, and so what its other fields mean
 * @param json the whole file
 */
record GoldenCase(String name, String kind, JsonNode json) {

  private static final String FORMAT = "unroll-golden";
  private static final int VERSION = 1;

  /** The kinds that hold a network. The others are for optimizers, schedules and clipping. */
  static final List<String> NETWORK_KINDS =
      List.of("network", "truncated-bptt", "encoder-decoder", "decoding", "adaptive-softmax");

  /**
   * @throws IllegalArgumentException if the file is not JSON or not a golden file of the known
   *     version
   */
  static GoldenCase read(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      Fields fields = new Fields("", json);
      String format = fields.string("format");
      int version = fields.integer("version");
      if (!format.equals(FORMAT) || version != VERSION) {
        throw new IllegalArgumentException(
            "format and version must be %s and %d, got %s and %d"
                .formatted(FORMAT, VERSION, format, version));
      }
      return new GoldenCase(fields.string("name"), fields.string("kind"), json);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * All JSON files of a folder, by name.
   *
   * @throws IllegalArgumentException if there are none
   */
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("golden.dir must be a folder, got " + folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.filter(f -> f.toString().endsWith(".json")).sorted().toList();
      if (files.isEmpty()) {
        throw new IllegalArgumentException(
            "golden.dir must hold .json files, got none in " + folder);
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }
}
