package dev.unroll.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "ab, ba, 1", "'', abc, 3", "same, same, 0", "cosne, cosine, 1"})
  void distance_countsEdits(String a, String b, int edits) {
    assertEquals(edits, Nearest.distance(a, b));
    assertEquals(edits, Nearest.distance(b, a));
  }

  @Test
  void to_nothingNear_isEmpty() {
    assertEquals(Optional.empty(), Nearest.to("zebra", List.of("train", "score")));
    assertEquals(Optional.of("train"), Nearest.to("trian", List.of("train", "score")));
  }
}
