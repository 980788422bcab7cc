package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Compares what recipes, {@link Recipes#EVERYWHERE} above all, have come to, and writes it down:
 * each comparison is a row of {@code target/same-bytes.md}.
 */
final class SameBytes {
  private static final Path TABLE = Path.of("target", "same-bytes.md");
  private static final List<String> HEAD =
      List.of(
          "| trained on | exchange | on the way | SHA-256 of `model.safetensors` |",
          "|---|---|---|---|");
  private static final int DIGITS = 16;

  private SameBytes() {}

  /**
   * Asserts that two models have the same bytes.
   *
   * @param place what the second was trained on
   * @param onTheWay what happened to it
   */
  static void assertSame(
      byte[] expected, byte[] model, String place, String exchange, String onTheWay) {
    String row = "| %s | %s | %s | `".formatted(place, exchange, onTheWay);
    assertArrayEquals(expected, model, row);
    write(row, hash(model) + "` |");
  }

  /** In the place of what an earlier build has written of the same. */
  private static void write(String row, String hash) {
    try {
      TreeSet<String> rows = new TreeSet<>();
      if (Files.exists(TABLE)) {
        Files.readAllLines(TABLE).stream().skip(HEAD.size()).forEach(rows::add);
      }
      rows.removeIf(old -> old.startsWith(row));
      rows.add(row + hash);
      List<String> lines = new ArrayList<>(HEAD);
      lines.addAll(rows);
      Files.createDirectories(TABLE.getParent());
      Files.write(TABLE, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] model) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(model);
      return HexFormat.of().formatHex(hash).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
