package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.Model;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.evaluate.ModelEvaluator;
import dev.unroll.job.score.ScoreJob;
import dev.unroll.job.store.Models;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** {@link Recipes#EVERYWHERE} with all that it reads and writes on a store of a cluster. */
final class OnStore {
  private static final String RUN = "run";
  private static final String ROWS = "valid.txt";

  private final Recipes recipes;
  private final java.nio.file.Path folder;
  private final FileSystem store;
  private final Path root;

  /** Brings the corpora of {@code folder} to the store. */
  OnStore(Recipes recipes, java.nio.file.Path folder, FileSystem store) throws IOException {
    this.recipes = recipes;
    this.folder = folder;
    this.store = store;
    this.root = store.makeQualified(new Path("/data"));
    for (String name : List.of("train.txt", ROWS)) {
      try (OutputStream out = store.create(new Path(root, name))) {
        Files.copy(folder.resolve(name), out);
      }
    }
  }

  /** The recipe with its run directory on the store, and a checkpoint every 4 steps. */
  EffectiveConfig config() {
    return recipes.config(
        Recipes.EVERYWHERE,
        RUN,
        "run.dir=" + new Path(root, RUN),
        "corpus.train=" + new Path(root, "train.txt"),
        "corpus.valid=" + new Path(root, ROWS),
        "train.exchange=rpc",
        "train.checkpoint-every=4",
        "train.keep-checkpoints=9");
  }

  /** A file of the run. */
  Path file(String name) {
    return new Path(root, RUN + '/' + name);
  }

  /** The checkpoint behind a step. */
  Path checkpoint(int step) {
    return file("checkpoints/step-%09d".formatted(step));
  }

  /** Whether the run has written a file. */
  BooleanSupplier has(Path file) {
    return () -> {
      try {
        return store.exists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** What the finished run has learned. */
  byte[] model() throws IOException {
    try (InputStream in = store.open(file("model/model.safetensors"))) {
      return in.readAllBytes();
    }
  }

  /**
   * Evaluates and scores on the store with the run's model, and compares with the same from disk to
   * disk.
   *
   * @param localRun the same recipe, trained on disk
   */
  void assertSameMeasuresAndScores(Configuration hadoop, String localRun) throws Exception {
    String disk = folder.resolve(localRun).toUri().toString();
    String rows = folder.resolve(ROWS).toUri().toString();
    Model local = Models.read(disk + "/model", hadoop);
    Model stored = Models.read(file("model").toString(), hadoop);
    String storedRows = new Path(root, ROWS).toString();
    assertEquals(evaluate(local, rows, disk), evaluate(stored, storedRows, root.toString()));
    assertEquals(
        score(local, rows, disk + "/scored"), score(stored, storedRows, file("scored").toString()));
    assertTrue(store.exists(file("scored/_SUCCESS")));
  }

  private static Map<String, Object> evaluate(Model model, String data, String staging)
      throws IOException {
    return ModelEvaluator.of(LocalSpark.session(), model, List.of("run.dir=" + staging))
        .evaluate("--data", data);
  }

  private static List<String> score(Model model, String rows, String output) throws Exception {
    SparkSession session = LocalSpark.session();
    Map<String, Object> result =
        new ScoreJob(
                model,
                Models.config(model, List.of()),
                rows,
                CorpusFormat.TEXT,
                output,
                CorpusFormat.JSON)
            .run(session);
    assertEquals(0L, result.get("errors"));
    List<String> lines =
        new ArrayList<>(session.read().text(output).as(Encoders.STRING()).collectAsList());
    assertEquals(result.get("rows"), (long) lines.size());
    lines.sort(null);
    return lines;
  }
}
