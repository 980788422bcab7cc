package dev.unroll.job.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.report.RunEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceEstimatorTest {
  private final SparkSession spark = LocalSpark.session();
  private final Dataset<Row> reviews = Reviews.rows(spark, 120);

  @TempDir Path folder;

  /** Learns the reviews within a second or two. */
  static SequenceEstimator classifier() {
    return estimator("classifier").setLabelCol("label").setEpochs(8);
  }

  static SequenceEstimator estimator(String task) {
    return new SequenceEstimator()
        .setTask(task)
        .setRecipe("model.bidirectional = false")
        .setHiddenSize(8)
        .setEmbeddingSize(8)
        .setLearningRate(0.02)
        .setBatchSize(12)
        .setEpochs(1);
  }

  @Test
  void fit_numericLabels_predictsNumbersThatSparkEvaluates() {
    SequenceModel model = classifier().fit(reviews);
    Dataset<Row> scored = model.transform(reviews);
    assertEquals(
        classifier().transformSchema(reviews.schema()).simpleString(),
        scored.schema().simpleString());
    assertEquals(
        1, new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored));
    assertEquals(List.of("0.0", "1.0"), model.labels());
  }

  @Test
  void fit_strings_predictsStringsAndProbabilities() {
    SequenceModel model =
        classifier().setLabelCol("kind").setProbabilityCol("chances").fit(reviews);
    Dataset<Row> scored = model.transform(reviews);
    assertEquals(
        new StructType()
            .add("prediction", "string")
            .add("chances", org.apache.spark.ml.linalg.SQLDataTypes.VectorType())
            .simpleString(),
        scored.select("prediction", "chances").schema().simpleString());
    for (Row row : scored.select("kind", "prediction", "chances").collectAsList()) {
      assertEquals(row.getString(0), row.getString(1));
      double[] chances = ((org.apache.spark.ml.linalg.Vector) row.get(2)).toArray();
      assertEquals(1, chances[0] + chances[1], 1e-6);
      assertTrue(chances[model.labels().indexOf(row.getString(1))] >= 0.5);
    }
  }

  @Test
  void fit_summary_tellsHowItWent() {
    SequenceModel model = classifier().setValidationIndicatorCol("held").fit(reviews);
    SequenceTrainingSummary summary = model.summary();
    assertEquals(8, summary.lossByEpoch().size());
    assertTrue(summary.lossByEpoch().get(7) < summary.lossByEpoch().get(0) / 2);
    assertEquals(64, summary.steps()); // 96 rows, 12 a step, 8 epochs
    assertEquals(8, summary.validations().size());
    assertTrue(summary.bestMetrics().get("accuracy") > 0.9);
    assertTrue(summary.bestStep() % 8 == 0 && summary.bestStep() > 0);
    assertEquals(RunEnd.Reason.FINISHED, summary.reason());
    assertTrue(summary.seconds() > 0);
    assertEquals("", summary.runDir());
    assertTrue(classifier().setEpochs(1).fit(reviews).summary().validations().isEmpty());
  }

  @Test
  void fit_anyPartitions_sameWeights() {
    SequenceEstimator estimator = classifier().setEpochs(1).setSeed(5);
    float[] weights = estimator.fit(reviews.coalesce(1)).model().parameters();
    assertArrayEquals(weights, estimator.fit(reviews.repartition(5)).model().parameters());
    assertFalse(
        java.util.Arrays.equals(
            weights, estimator.copy(new ParamMap()).setSeed(6).fit(reviews).model().parameters()));
  }

  @Test
  void fit_anything_leavesNothingButItsRunDirectories() throws IOException {
    SequenceEstimator estimator = classifier().setEpochs(1).setRunsDir(folder.toString());
    SequenceModel model = estimator.fit(reviews);
    estimator.fit(reviews);
    assertTrue(Files.exists(Path.of(model.summary().runDir(), "metrics.jsonl")));
    try (Stream<Path> runs = Files.list(folder)) {
      assertEquals(2, runs.count());
    }
    assertTrue(spark.catalog().listTables().filter("isTemporary").isEmpty());
    assertTrue(spark.sparkContext().getPersistentRDDs().isEmpty());
  }

  @Test
  void fit_regressor_predictsNumbersThatSparkEvaluates() {
    SequenceModel model = estimator("regressor").setLabelCol("words").setEpochs(20).fit(reviews);
    double error =
        new RegressionEvaluator().setLabelCol("words").evaluate(model.transform(reviews));
    assertTrue(error < 1, "RMSE " + error);
  }

  @Test
  void fit_tagger_givesATagForEachWord() {
    Dataset<Row> scored = estimator("tagger").setEpochs(6).fit(reviews).transform(reviews);
    assertEquals(0, scored.where("tags <> prediction").count());
  }

  @ParameterizedTest
  @CsvSource({"language-model,double", "generator,double", "translator,string"})
  void fit_textAlone_addsOneColumn(String task, String type) {
    SequenceEstimator estimator = estimator(task).setInputCol("text").setOutputCol("result");
    if (task.equals("translator")) {
      estimator.setLabelCol("kind");
    }
    Dataset<Row> scored = estimator.fit(reviews).transform(reviews);
    assertEquals(type, scored.schema().apply("result").dataType().simpleString());
    assertEquals(0, scored.where("result is null").count());
    assertEquals(reviews.columns().length + 1, scored.columns().length);
  }

  @Test
  void fit_vectorsAlone_needsNoText() {
    Dataset<Row> sensors =
        reviews.selectExpr("transform(tags, t -> array(length(t), 1.0d)) as readings", "kind");
    SequenceModel model =
        new SequenceEstimator()
            .setRecipe(
                "task = classifier, corpus { features-column = readings, feature-size = 2 }\n"
                    + "model { embedding-size = 0, hidden-size = 4 }, train.epochs = 1")
            .setLabelCol("kind")
            .fit(sensors);
    assertEquals(0, model.transform(sensors).where("prediction is null").count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task=x|task must be one of language-model, tagger, classifier,",
        "inputCol=txt|inputCol must name a column, got \"txt\"; the columns are id, text, kind,",
        "inputCol=id|inputCol must be a string or an array of strings, got column id of type bigint",
        "labelCol=stars|labelCol must name a column, got \"stars\"",
        "labelCol=tags|labelCol must be a string, a number or a truth value, got column tags",
        "outputCol=text|outputCol must name a column that is not there yet, got text",
        "validationIndicatorCol=id|validationIndicatorCol must be true or false, got column id",
        "hiddenSize=0|model.hidden-size must be >= 1, got 0",
        "recipe=train.epoch = 2|unknown key train.epoch; did you mean train.epochs?"
      })
  void transformSchema_mistake_oneSentence(String setting, String message) {
    SequenceEstimator estimator = classifier();
    String name = setting.split("=", 2)[0];
    String value = setting.split("=", 2)[1];
    estimator.set(
        estimator.getParam(name),
        name.equals("hiddenSize") ? (Object) Integer.valueOf(value) : value);
    UserError error =
        assertThrows(UserError.class, () -> estimator.transformSchema(reviews.schema()));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  @Test
  void fit_nullLabel_namesColumnAndTable() {
    Dataset<Row> holes = reviews.selectExpr("text", "nullif(label, 1.0d) as label");
    UserError error = assertThrows(UserError.class, () -> classifier().fit(holes));
    assertTrue(
        error.getMessage().matches("table training_rows_.*: expected a value in column label.*"),
        error.getMessage());
    assertTrue(spark.catalog().listTables().filter("isTemporary").isEmpty());
  }

  @Test
  void labelCol_ofALanguageModel_isRefused() {
    UserError error =
        assertThrows(
            UserError.class, () -> estimator("language-model").setLabelCol("kind").fit(reviews));
    assertTrue(error.getMessage().startsWith("labelCol must not be set for task = language-model"));
  }
}
