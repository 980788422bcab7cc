package dev.unroll.job.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFileTest {
  @TempDir Path folder;

  @Test
  void read_anyOrder_givesTheRecords() throws IOException {
    Path path = write();
    try (ShardFile.Reader reader = open(path)) {
      assertArrayEquals(new byte[] {7, 8, 9}, reader.read(2));
      assertArrayEquals(new byte[] {}, reader.read(1));
      assertArrayEquals(new byte[] {1}, reader.read(0));
    }
  }

  @Test
  void open_otherNumberOfRecordsOrTruncated_saysThatItIsDamaged() throws IOException {
    Path path = write();
    byte[] whole = Files.readAllBytes(path);
    assertThrows(
        IOException.class, () -> ShardFile.open(Corpora.hadoop(path), Corpora.HADOOP, 4).close());
    for (int length = 0; length < whole.length; length++) {
      Path torn = Files.write(folder.resolve("torn"), Arrays.copyOf(whole, length));
      IOException error = assertThrows(IOException.class, () -> open(torn).close());
      assertTrue(error.getMessage().contains("damaged"), error.getMessage());
    }
  }

  @Test
  void read_changedByte_isFound() throws IOException {
    Path path = write();
    byte[] bytes = Files.readAllBytes(path);
    bytes[8] ^= 1;
    Files.write(path, bytes);
    try (ShardFile.Reader reader = open(path)) {
      IOException error = assertThrows(IOException.class, () -> reader.read(0));
      assertEquals(
          "shard %s must match its checksum in record 0, got a damaged file; start the run anew"
              .formatted(Corpora.hadoop(path)),
          error.getMessage());
    }
  }

  private Path write() throws IOException {
    Path path = folder.resolve("file");
    try (ShardFile.Writer writer = new ShardFile.Writer(Files.newOutputStream(path))) {
      writer.append(new byte[] {1});
      writer.append(new byte[] {});
      writer.append(new byte[] {7, 8, 9});
    }
    return path;
  }

  private static ShardFile.Reader open(Path path) throws IOException {
    return ShardFile.open(Corpora.hadoop(path), Corpora.HADOOP, 3);
  }
}
