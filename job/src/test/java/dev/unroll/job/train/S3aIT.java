package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.corpus.LocalSpark;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Corpus, run directory, checkpoints, model and scores on S3: the bytes are those of a disk. {@code
 * mvn -Ps3a verify} runs it.
 */
@Tag("s3a")
class S3aIT {
  private static final String LOCAL = "local";

  @TempDir Path folder;

  @Test
  void train_driverKilled_sameBytesMeasuresAndScores() throws Exception {
    Recipes recipes = new Recipes(folder);
    new TrainingRun(LocalSpark.session(), recipes.config(Recipes.EVERYWHERE, LOCAL), List.of())
        .run(false);
    try (S3Server s3 = new S3Server(folder)) {
      Map<String, String> properties = new HashMap<>(Cluster.ALONE);
      properties.put("spark.master", "local[2]");
      s3.hadoop().forEach((key, value) -> properties.put("spark.hadoop." + key, value));
      Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
      s3.hadoop().forEach(hadoop::set);
      FileSystem store = new org.apache.hadoop.fs.Path(s3.root()).getFileSystem(hadoop);
      OnStore data = new OnStore(recipes, folder, store);
      try (TrainProcess train = new TrainProcess(folder, data.config(), false, properties)) {
        train.await("a checkpoint", data.has(data.checkpoint(12)));
        train.kill();
      }
      assertFalse(store.exists(data.file("model")));
      try (TrainProcess train = new TrainProcess(folder, data.config(), true, properties)) {
        assertEquals(0, train.status(), train::log);
        assertTrue(train.log().contains("resuming after step "), train::log);
      }
      SameBytes.assertSame(
          recipes.model(LOCAL),
          data.model(),
          "`local[2]`, all files on S3",
          "rpc",
          "driver killed with -9, resumed");
      data.assertSameMeasuresAndScores(hadoop, LOCAL);
    }
  }
}
