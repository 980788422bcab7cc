package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.EffectiveConfig;
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
  private static final String STREAMS = "streams-4";

  @TempDir static Path folder;
  private static Recipes recipes;

  @BeforeAll
  static void trainLocally() throws IOException {
    recipes = new Recipes(folder);
    for (String recipe : List.of(Recipes.EVERYWHERE, STREAMS)) {
      new TrainingRun(LocalSpark.session(), recipes.config(recipe, "local-" + recipe), List.of())
          .run(false);
    }
    LocalSpark.stop();
  }

  @Test
  void train_oneToThreeExecutors_sameBytes() throws Exception {
    try (Cluster cluster = new Cluster(folder, 3)) {
      for (int executors = 1; executors <= 3; executors++) {
        try (SparkSession session = cluster.session(executors)) {
          assertEquals(executors, slots(session));
          for (String exchange : List.of("rpc", "job")) {
            train(session, exchange, new Killing(cluster), executors, "");
          }
        }
      }
    }
  }

  @Test
  void train_executorsKilledInManySteps_eachStepIsDoneAgainAtMostOnce() throws Exception {
    try (Cluster cluster = new Cluster(folder, 2);
        SparkSession session = cluster.session(2)) {
      String killed = "an executor killed five times";
      Killing killing = new Killing(cluster).executorAfter(2L, 3L, 4L, 7L, 11L);
      List<String> again = train(session, "rpc", killing, 2, killed);
      assertTrue(again.size() >= 2 && again.size() <= 5, again.toString());
      assertEquals(again.size(), Set.copyOf(stepsOf(again)).size(), again.toString());
      train(session, "job", new Killing(cluster).executorAfter(2L, 3L, 4L, 7L, 11L), 2, killed);
    }
  }

  @Test
  void train_workerGoneForGood_goesOnWithFewerSlots() throws Exception {
    try (Cluster cluster = new Cluster(folder, 2);
        SparkSession session = cluster.session(2)) {
      assertEquals(2, slots(session));
      Killing killing = new Killing(cluster).workerAfter(7);
      List<String> again = train(session, "rpc", killing, 2, "a worker killed");
      assertEquals(1, again.size(), again.toString());
      assertEquals(1, slots(session));
    }
  }

  /** With states that go from step to step. */
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
      Killing killing = new Killing(cluster).executorAfter(4L);
      List<String> again = train(session, STREAMS, "rpc", killing);
      assertEquals(1, again.size(), again.toString());
    }
  }

  private static int slots(SparkSession session) {
    return Slots.of(JavaSparkContext.fromSparkContext(session.sparkContext()));
  }

  /** Trains {@link Recipes#EVERYWHERE}, for a row of the table. */
  private static List<String> train(
      SparkSession session, String exchange, Killing killing, int executors, String onTheWay)
      throws IOException {
    List<String> again = train(session, Recipes.EVERYWHERE, exchange, killing);
    SameBytes.assertSame(
        recipes.model("local-" + Recipes.EVERYWHERE),
        recipes.model("run"),
        executors == 1 ? "1 executor" : executors + " executors",
        exchange,
        onTheWay);
    return again;
  }

  /** Trains, compares the bytes, and returns what the exchange says of steps that begin again. */
  private static List<String> train(
      SparkSession session, String recipe, String exchange, Killing killing) throws IOException {
    EffectiveConfig config =
        recipes.config(recipe, "run", "run.overwrite=true", "train.exchange=" + exchange);
    try (LogCapture log = new LogCapture(RpcExchange.class)) {
      new TrainingRun(session, config, List.of(killing)).run(false);
      assertArrayEquals(recipes.model("local-" + recipe), recipes.model("run"), exchange);
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
    private final Random random = new Random(5);
    private final List<Long> steps = new ArrayList<>();
    private Set<Long> executorAfter = Set.of();
    private long workerAfter;

    Killing(Cluster cluster) {
      this.cluster = cluster;
    }

    Killing executorAfter(Long... all) {
      executorAfter = Set.of(all);
      return this;
    }

    Killing workerAfter(long step) {
      workerAfter = step;
      return this;
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
