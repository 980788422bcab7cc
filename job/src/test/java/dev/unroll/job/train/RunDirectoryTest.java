package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.job.report.RecordedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final String STEP = "{\"event\":\"step\",\"step\":1,\"clipped\":true}\n";

  @TempDir Path dir;

  private static RecordedRun ofModel(String model) throws IOException {
    return RunDirectory.ofModel(model, new Configuration()).recorded();
  }

  @Test
  void ofModel_insideItsRun_findsTheRecord() throws IOException {
    Files.writeString(dir.resolve("metrics.jsonl"), STEP);
    assertEquals(1, ofModel(dir + "/model").history().totals().clippedSteps());
    assertEquals(1, ofModel(dir + "/model/").history().totals().clippedSteps());
  }

  @Test
  void ofModel_elsewhere_hasNoRecordAndSaysSo() throws IOException {
    for (String model : new String[] {dir + "/model", "model", "/"}) {
      RecordedRun run = ofModel(model);
      assertEquals(0, run.history().totals().steps(), model);
      assertEquals(2, run.problems().size(), run.problems()::toString);
    }
  }
}
