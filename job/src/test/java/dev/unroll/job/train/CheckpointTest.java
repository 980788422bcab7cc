package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir java.nio.file.Path folder;
  private FileSystem files;
  private java.nio.file.Path local;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    files = FileSystem.getLocal(new Configuration()).getRaw();
    local = folder.resolve("checkpoint");
    file = new Path(local.toUri());
    Map<String, float[]> arrays = new LinkedHashMap<>();
    arrays.put("parameters", large());
    arrays.put("empty", new float[0]);
    arrays.put("two", new float[] {Float.NaN, -0f});
    new Checkpoint(new ObjectMapper().createObjectNode().put("step", 7), arrays).write(files, file);
  }

  /** More than is written at once. */
  private static float[] large() {
    float[] large = new float[100_003];
    for (int i = 0; i < large.length; i++) {
      large[i] = i / 3f;
    }
    return large;
  }

  @Test
  void read_wholeFile_givesBackEverything() throws IOException {
    Checkpoint read = Checkpoint.read(files, file);
    assertEquals(7, read.header().path("step").asInt());
    assertArrayEquals(large(), read.arrays().get("parameters"));
    assertEquals(0, read.arrays().get("empty").length);
    assertArrayEquals(new float[] {Float.NaN, -0f}, read.arrays().get("two"));
    assertEquals(read.header(), Checkpoint.readHeader(files, file));
  }

  @Test
  void read_cutOffAnywhere_isTorn() throws IOException {
    byte[] whole = Files.readAllBytes(local);
    for (int length : new int[] {0, 5, 8, 11, 12, 40, 200, whole.length / 2, whole.length - 1}) {
      Files.write(local, Arrays.copyOf(whole, length));
      assertThrows(
          Checkpoint.TornException.class, () -> Checkpoint.read(files, file), "cut to " + length);
    }
  }

  @Test
  void read_oneBitFlippedAnywhere_isTorn() throws IOException {
    byte[] whole = Files.readAllBytes(local);
    for (int i :
        new int[] {0, 7, 8, 9, 11, 13, 60, 130, 5000, whole.length - 9, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      Files.write(local, damaged);
      assertThrows(
          Checkpoint.TornException.class, () -> Checkpoint.read(files, file), "bit of byte " + i);
    }
  }
}
