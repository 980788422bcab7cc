package dev.unroll.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.decode.Sampling;
import dev.unroll.io.Model;
import dev.unroll.job.cli.SampleVerb.Start;
import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.evaluate.ModelEvaluator;
import dev.unroll.job.score.SequenceScorer;
import dev.unroll.job.store.Models;
import dev.unroll.job.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generator that starts from a vector, from its corpus to everything that it is good for. */
class VectorGeneratorTest {
  private static final List<Float> SEA = List.of(1f, 0f);
  private static final List<Float> LAND = List.of(0f, 1f);

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;
  private Path corpus;
  private Model model;

  @BeforeEach
  void train() throws IOException {
    String sea = "{\"mood\": [1, 0], \"text\": \"the wave sees the gull\"}\n";
    String land = "{\"mood\": [0, 1], \"text\": \"a goat eats\"}\n";
    corpus = Files.writeString(folder.resolve("train.jsonl"), (sea + land).repeat(20));
    String recipe =
        """
        task = generator
        run.dir = "%s"
        corpus { train = "%s", format = json, features-column = mood, feature-size = 2 }
        model { hidden-size = 16, embedding-size = 8 }
        train { mode = sentence, batch-size = 8, shards = 2, epochs = 12
                optimizer.learning-rate = 0.03 }
        """
            .formatted(folder.resolve("run"), corpus);
    TrainingRun run =
        new TrainingRun(spark, ConfigLoader.fromText("recipe", recipe, List.of()), List.of());
    model = Models.read(run.run(false).model(), spark.sparkContext().hadoopConfiguration());
  }

  private String write(String condition, List<Float> vector) {
    Sampling sampling = new Sampling(0.1, 0, 1, false, 10, 3);
    return SampleVerb.write(model, sampling, "", new Start(condition, vector), 1).get(0).text();
  }

  @Test
  void sample_eitherVector_writesWhatBelongsToIt() {
    assertEquals("the wave sees the gull", write(null, SEA));
    assertEquals("a goat eats", write(null, LAND));
  }

  @Test
  void sample_wrongStart_isACallersMistake() {
    UserError none = assertThrows(UserError.class, () -> write(null, List.of()));
    assertEquals("--vector must hold 2 numbers, got none", none.getMessage());
    UserError three = assertThrows(UserError.class, () -> write(null, List.of(1f, 2f, 3f)));
    assertEquals("--vector must hold 2 numbers, got [1.0, 2.0, 3.0]", three.getMessage());
    assertThrows(UserError.class, () -> write("sea", SEA));
  }

  @Test
  void score_vectorColumn_decidesTheProbability() {
    List<Row> rows =
        SequenceScorer.of(model)
            .withFeaturesCol("start")
            .transform(
                spark.sql(
                    "select array(1.0, 0.0) as start, 'a goat eats' as text"
                        + " union all select array(0.0, 1.0), 'a goat eats'"))
            .select("log_prob")
            .collectAsList();
    assertTrue(rows.get(1).getDouble(0) > -1, rows::toString);
    assertTrue(rows.get(0).getDouble(0) < -5, rows::toString);
  }

  @Test
  void evaluate_ownCorpus_isNearlyCertain() throws IOException {
    double loss =
        (double)
            ModelEvaluator.of(spark, model, List.of("run.dir=" + folder))
                .evaluate("--data", corpus.toString())
                .get("loss");
    assertTrue(loss < 0.1, () -> "loss " + loss);
  }
}
