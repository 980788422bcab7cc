package dev.unroll.job.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.corpus.LocalSpark;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreBenchmarkTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_languageModelOrTagger_reportsWhatItDid(boolean bidirectional) {
    Workload small = new Workload("custom", "lstm", 30, 6, 5, 1, 1, 1, bidirectional, 30);
    Map<String, Object> result =
        new ScoreBenchmark(LocalSpark.session(), small, 40).run(2, Duration.ZERO);
    assertEquals(2, result.get("threads"));
    assertEquals(40, result.get("sentences"));
    double median = (double) result.get("sentences_per_second");
    assertTrue(median > 0 && median <= (double) result.get("sentences_per_second_fastest"));
  }
}
