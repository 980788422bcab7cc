package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on real processes, some of which are killed. */
class ClusterIT {
  private static final String RECIPE = "streams-4";

  @TempDir Path folder;

  @Test
  void train_anyExecutorsAlsoKilledOnes_sameBytes() throws Exception {
    Recipes recipes = new Recipes(folder);
    try (SparkSession session = local()) {
      train(session, recipes, "local", new TrainingListener() {});
    }
    byte[] model = recipes.model("local");
    try (Cluster cluster = new Cluster(folder, 3)) {
      for (int executors = 1; executors <= 2; executors++) {
        try (SparkSession session = cluster.session(executors)) {
          String run = executors + "-executors";
          train(session, recipes, run, new TrainingListener() {});
          assertArrayEquals(model, recipes.model(run), run);
        }
      }
      try (SparkSession session = cluster.session(3);
          LogCapture log = new LogCapture(RpcExchange.class)) {
        train(session, recipes, "killed", killing(cluster));
        assertArrayEquals(model, recipes.model("killed"));
        assertTrue(
            log.lines().stream().anyMatch(line -> line.contains("begins again")),
            log.lines().toString());
      }
    }
  }

  private static SparkSession local() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.plugins", UnrollPlugin.class.getName())
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }

  private static TrainingListener killing(Cluster cluster) {
    return new TrainingListener() {
      @Override
      public void onStep(StepReport step) {
        // What is killed now is missed by the next step, not by this one.
        if (step.step() == 2 || step.step() == 3 || step.step() == 11) {
          cluster.killAnExecutor();
        } else if (step.step() == 7) {
          cluster.killAWorker();
        }
      }
    };
  }

  private static void train(
      SparkSession session, Recipes recipes, String run, TrainingListener listener)
      throws IOException {
    new TrainingRun(session, recipes.config(RECIPE, run, "train.exchange=rpc"), List.of(listener))
        .run(false);
  }
}
