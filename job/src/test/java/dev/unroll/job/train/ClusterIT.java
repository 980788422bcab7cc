package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on real processes, some of which are killed; the model has the bytes of local[2]. */
class ClusterIT {
  private static final String RECIPE = "streams-4";
  private static final String RPC = "train.exchange=rpc";

  @TempDir static Path folder;
  private static Recipes recipes;

  @BeforeAll
  static void trainLocally() throws IOException {
    recipes = new Recipes(folder);
    new TrainingRun(LocalSpark.session(), recipes.config(RECIPE, "local", RPC), List.of())
        .run(false);
    LocalSpark.stop();
  }

  @Test
  void train_executorsKilledInManySteps_eachStepIsDoneAgainAtMostOnce() throws Exception {
    try (Cluster cluster = new Cluster(folder, 2);
        SparkSession session = cluster.session(2)) {
      Killing killing = new Killing(cluster, Set.of(2L, 3L, 4L, 7L, 11L), 0);
      List<String> again = train(session, "executors-killed", killing);
      assertTrue(again.size() >= 2 && again.size() <= 5, again.toString());
      assertEquals(again.size(), Set.copyOf(stepsOf(again)).size(), again.toString());
    }
  }

  @Test
  void train_workerGoneForGood_goesOnWithFewerSlots() throws Exception {
    try (Cluster cluster = new Cluster(folder, 3);
        SparkSession session = cluster.session(3)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      assertEquals(3, Slots.of(spark));
      List<String> again = train(session, "worker-gone", new Killing(cluster, Set.of(), 7));
      assertEquals(1, again.size(), again.toString());
      assertEquals(2, Slots.of(spark));
    }
  }

  @Test
  void train_authenticatedAndEncrypted_sameBytesAlsoWithAKilledExecutor() throws Exception {
    Map<String, String> secured =
        Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "the secret of this test",
            "spark.network.crypto.enabled", "true",
            // The master's REST server takes no secret.
            "spark.master.rest.enabled", "false");
    try (Cluster cluster =
            new Cluster(folder, secured, Collections.nCopies(2, Map.<String, String>of()));
        SparkSession session = cluster.session(2)) {
      assertEquals("true", session.sparkContext().getConf().get("spark.network.crypto.enabled"));
      List<String> again = train(session, "secured", new Killing(cluster, Set.of(4L), 0));
      assertEquals(1, again.size(), again.toString());
    }
  }

  /** Trains, compares the bytes, and returns what the exchange says of steps that begin again. */
  private static List<String> train(SparkSession session, String run, Killing killing)
      throws IOException {
    try (LogCapture log = new LogCapture(RpcExchange.class)) {
      new TrainingRun(session, recipes.config(RECIPE, run, RPC), List.of(killing)).run(false);
      assertArrayEquals(recipes.model("local"), recipes.model(run), run);
      assertEquals(LongStream.rangeClosed(1, killing.steps.size()).boxed().toList(), killing.steps);
      return log.lines().stream().filter(line -> line.contains("begins again")).toList();
    }
  }

  private static List<String> stepsOf(List<String> lines) {
    return lines.stream().map(line -> line.split(" ", 3)[1]).toList();
  }

  /** Kills behind some steps: the next step misses what is killed. */
  private static final class Killing implements TrainingListener {
    private final Cluster cluster;
    private final Set<Long> executorAfter;
    private final long workerAfter;
    private final Random random = new Random(5);
    private final List<Long> steps = new ArrayList<>();

    Killing(Cluster cluster, Set<Long> executorAfter, long workerAfter) {
      this.cluster = cluster;
      this.executorAfter = executorAfter;
      this.workerAfter = workerAfter;
    }

    @Override
    public void onStep(StepReport step) {
      steps.add(step.step());
      if (executorAfter.contains(step.step())) {
        cluster.killAnExecutor(random);
      } else if (step.step() == workerAfter) {
        cluster.killAWorker();
      }
    }
  }
}
