package dev.unroll.job.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.Model;
import dev.unroll.io.ModelDirectory;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.RandomModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnrollFunctionsTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private void register(String name, Model model) throws IOException {
    Path directory = folder.resolve(name);
    ModelDirectory.write(model, directory);
    UnrollFunctions.register(spark, name, directory.toString());
  }

  @Test
  void function_inSqlText_agreesWithTheTransform() throws IOException {
    Model model = RandomModels.classifier();
    register("unroll_score", model);
    spark
        .sql("select 1 as id, 'the apple' as text union all select 2, 'Anna goes to Rome .'")
        .createOrReplaceTempView("reviews");
    List<Row> byFunction =
        spark
            .sql("select unroll_score(text).label, unroll_score(text).probability from reviews")
            .collectAsList();
    List<Row> byTransform =
        SequenceScorer.of(model)
            .transform(spark.table("reviews"))
            .select("label", "probability")
            .collectAsList();
    for (int i = 0; i < 2; i++) {
      assertEquals(byTransform.get(i).getString(0), byFunction.get(i).getString(0));
      assertEquals(byTransform.get(i).getDouble(1), byFunction.get(i).getDouble(1), 1e-5);
    }
  }

  @Test
  void function_nullsAndBadRows_giveNullAndAReason() throws IOException {
    register("unroll_class", RandomModels.classifier());
    Row row =
        spark
            .sql(
                "select unroll_class(cast(null as string)), unroll_class('').error,"
                    + " unroll_class(array('the', 'apple')).error, unroll_class(42).error")
            .first();
    assertTrue(row.isNullAt(0));
    assertEquals("the input must not be empty", row.getString(1));
    assertTrue(row.isNullAt(2));
    assertEquals("text must be a string or an array of strings, got 42", row.getString(3));
  }

  @Test
  void function_moreThanAText_takesTheRestInOrder() throws IOException {
    register("unroll_tune", RandomModels.generator());
    register("unroll_sensor", RandomModels.denseClassifier());
    register("unroll_text", RandomModels.languageModel(TextConfig.Start.ZERO));
    Row row =
        spark
            .sql(
                "select unroll_tune('the', 'good').log_prob, unroll_tune('the', 'bad').log_prob,"
                    + " unroll_sensor(array(array(0.1, 0.2))).label,"
                    + " unroll_text('the apple').symbols")
            .first();
    assertFalse(row.getDouble(0) == row.getDouble(1));
    assertTrue(RandomModels.CLASSES.contains(row.getString(2)));
    assertEquals(List.of("the", "apple", "<EOS>"), row.getList(3));
  }

  @Test
  void register_noModel_isACallersMistake() {
    String nowhere = folder.resolve("nowhere").toString();
    assertThrows(UserError.class, () -> UnrollFunctions.register(spark, "f", nowhere));
  }
}
