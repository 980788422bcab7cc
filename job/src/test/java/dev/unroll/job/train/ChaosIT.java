package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty runs of one recipe in each of which an executor is killed with -9, and twenty in each of
 * which the driver is, at moments that are uniform in the time of an undisturbed run, staging
 * included. {@code mvn -Pchaos verify} runs it; {@code target/chaos.md} has a line for each kill.
 * {@code -Dchaos.seed=N} draws other moments.
 */
@Tag("chaos")
class ChaosIT {
  private static final int KILLS = 20;
  private static final int EXECUTORS = 2;
  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final Path REPORT = Path.of("target", "chaos.md");

  /**
   * Long enough for about half of the kills to hit the training itself, behind start and staging.
   */
  private static final String[] LONGER = {
    "train.epochs=30", "train.checkpoint-every=5", "run.overwrite=true"
  };

  @TempDir static Path folder;
  private static Recipes recipes;
  private static byte[] expected;

  @BeforeAll
  static void trainUndisturbed() throws IOException {
    recipes = new Recipes(folder);
    new TrainingRun(LocalSpark.session(), config("local"), List.of()).run(false);
    LocalSpark.stop();
    expected = recipes.model("local");
  }

  private static EffectiveConfig config(String run) {
    return recipes.config(Recipes.EVERYWHERE, run, LONGER);
  }

  @Test
  void train_anExecutorKilledAtAnyMoment_sameBytes() throws Exception {
    Random random = new Random(SEED);
    report("executors, seed " + SEED);
    int same = 0;
    try (Cluster cluster = new Cluster(folder, EXECUTORS);
        SparkSession session = cluster.session(EXECUTORS)) {
      train(session, new Step());
      double whole = train(session, new Step());
      for (int kill = 1; kill <= KILLS; ) {
        awaitSlots(session);
        Step step = new Step();
        try (Later later = new Later()) {
          long moment = (long) (whole * random.nextDouble());
          later.kill(moment, cluster, random, step);
          long nanos = train(session, step);
          if (later.hit()) {
            same += report(kill++, moment, step.whenKilled, recipes.model("run"));
          } else {
            whole = nanos; // the undisturbed run was slower
          }
        }
      }
    }
    assertEquals(KILLS, same);
  }

  /** Returns how long it took, in nanoseconds. */
  private static long train(SparkSession session, Step step) throws IOException {
    long began = System.nanoTime();
    new TrainingRun(session, config("run"), List.of(step)).run(false);
    return System.nanoTime() - began;
  }

  private static void awaitSlots(SparkSession session) throws InterruptedException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    while (Slots.of(spark) < EXECUTORS) {
      Thread.sleep(50);
    }
  }

  private static final class Step implements TrainingListener {
    private volatile long last;
    private volatile long whenKilled;

    @Override
    public void onStep(StepReport report) {
      last = report.step();
    }
  }

  /** Kills an executor after a while, unless the run has ended by then. */
  private static final class Later implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean hit;

    void kill(long nanos, Cluster cluster, Random random, Step step) {
      clock.schedule(
          () -> {
            step.whenKilled = step.last;
            hit = cluster.killAnExecutor(random);
          },
          nanos,
          TimeUnit.NANOSECONDS);
    }

    boolean hit() throws InterruptedException {
      close();
      return hit;
    }

    @Override
    public void close() throws InterruptedException {
      clock.shutdownNow();
      clock.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  @Test
  void resume_driverKilledAtAnyMoment_sameBytes() throws Exception {
    Random random = new Random(SEED);
    report("drivers, seed " + SEED);
    int same = 0;
    try (Cluster cluster = new Cluster(folder, EXECUTORS)) {
      double whole = 0;
      for (int kill = 0; kill <= KILLS; ) {
        try (TrainProcess train = start(cluster, false)) {
          train.await("a run directory", () -> Files.exists(folder.resolve("run/run.conf")));
          long began = System.nanoTime();
          if (kill == 0) {
            assertEquals(0, train.status(), train::log);
            whole = System.nanoTime() - began;
            kill++;
          } else {
            long moment = (long) (whole * random.nextDouble());
            TimeUnit.NANOSECONDS.sleep(moment);
            boolean hit = train.isAlive();
            train.kill();
            long step = newestCheckpoint();
            if (hit) {
              try (TrainProcess rest = start(cluster, true)) {
                assertEquals(0, rest.status(), rest::log);
              }
              same += report(kill++, moment, step, recipes.model("run"));
            } else {
              whole = moment; // the undisturbed run was slower
            }
          }
        }
        deleteRun();
      }
    }
    assertEquals(KILLS, same);
  }

  private static TrainProcess start(Cluster cluster, boolean resume) throws IOException {
    return new TrainProcess(folder, config("run"), resume, cluster.properties(EXECUTORS));
  }

  private static long newestCheckpoint() throws IOException {
    return RunDirectory.open(config("run"), new Configuration(), true).steps("step").stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  /** So that nobody waits for the next one's directory in vain. */
  private static void deleteRun() throws IOException {
    RunDirectory.open(config("run"), new Configuration(), true).delete();
  }

  private static int report(int kill, long nanos, long step, byte[] model) throws IOException {
    boolean same = Arrays.equals(expected, model);
    report(
        "| %d | %.2f s | %d | %s |"
            .formatted(kill, nanos / 1e9, step, same ? "the same bytes" : "OTHER BYTES"));
    return same ? 1 : 0;
  }

  private static void report(String line) throws IOException {
    System.out.println("chaos: " + line);
    Files.writeString(REPORT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
