package dev.unroll.job.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.ModelDirectory;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.RandomModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
  private final SparkSession spark = LocalSpark.session();
  private final Dataset<Row> reviews = Reviews.rows(spark, 120).drop("label");

  @TempDir Path folder;

  private Pipeline pipeline(SequenceEstimator estimator) {
    StringIndexerModel labels =
        new StringIndexer().setInputCol("kind").setOutputCol("label").fit(reviews);
    return new Pipeline()
        .setStages(
            new PipelineStage[] {
              new RegexTokenizer().setInputCol("text").setOutputCol("symbols"),
              labels,
              estimator.setInputCol("symbols"),
              new IndexToString()
                  .setInputCol("prediction")
                  .setOutputCol("found")
                  .setLabels(labels.labelsArray()[0])
            });
  }

  @Test
  void pipeline_betweenSparksStages_survivesSaveAndLoad() throws IOException {
    PipelineModel fitted = pipeline(SequenceEstimatorTest.classifier()).fit(reviews);
    Dataset<Row> scored = fitted.transform(reviews);
    assertEquals(0, scored.where("found <> kind").count());
    String path = folder.resolve("pipeline").toString();
    fitted.write().overwrite().save(path);
    fitted.write().overwrite().save(path);
    PipelineModel loaded = PipelineModel.load(path);
    assertEquals(
        scored.select("id", "prediction", "found").collectAsList(),
        loaded.transform(reviews).select("id", "prediction", "found").collectAsList());
    SequenceModel before = (SequenceModel) fitted.stages()[2];
    SequenceModel after = (SequenceModel) loaded.stages()[2];
    assertArrayEquals(before.model().parameters(), after.model().parameters());
    assertEquals(before.uid(), after.uid());
    assertTrue(before.hasSummary() && !after.hasSummary());
    assertThrows(IllegalStateException.class, after::summary);
  }

  @Test
  void pipeline_notFittedYet_survivesSaveAndLoad() throws IOException {
    SequenceEstimator estimator = SequenceEstimatorTest.classifier().setSeed(7).setCell("gru");
    String path = folder.resolve("plan").toString();
    pipeline(estimator).save(path);
    SequenceEstimator loaded = (SequenceEstimator) Pipeline.load(path).getStages()[2];
    assertEquals(estimator.explainParams(), loaded.explainParams());
    assertEquals(estimator.uid(), loaded.uid());
  }

  @Test
  void crossValidator_gridOfRecipes_choosesTheOneThatLearns() throws IOException {
    SequenceEstimator estimator = SequenceEstimatorTest.classifier();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(estimator.learningRate(), new double[] {1e-7, 0.02})
            .addGrid(estimator.hiddenSize(), new int[] {6, 8})
            .build();
    CrossValidatorModel chosen =
        new CrossValidator()
            .setEstimator(pipeline(estimator))
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(2)
            .fit(reviews);
    double[] metrics = chosen.avgMetrics();
    double best = 0;
    double still = 0;
    for (int i = 0; i < grid.length; i++) { // their order is not that of addGrid
      if ((double) grid[i].get(estimator.learningRate()).get() > 0.01) {
        best = Math.max(best, metrics[i]);
      } else {
        still = Math.max(still, metrics[i]);
      }
    }
    assertTrue(best > still, () -> Arrays.toString(metrics));
    assertEquals(0, chosen.transform(reviews).where("found <> kind").count());
    String path = folder.resolve("chosen").toString();
    chosen.save(path);
    assertArrayEquals(metrics, CrossValidatorModel.load(path).avgMetrics());
  }

  @Test
  void transform_nullsAndEmptyTexts_giveNullAndAReason() {
    SequenceModel model =
        SequenceEstimatorTest.classifier()
            .setProbabilityCol("chances")
            .setErrorCol("reason")
            .setEpochs(1)
            .fit(Reviews.rows(spark, 40));
    List<Row> rows =
        model
            .transform(spark.sql("select * from values ('the cat'), (null), ('') as rows(text)"))
            .collectAsList();
    assertFalse(rows.get(0).isNullAt(1) || rows.get(0).isNullAt(2));
    assertTrue(rows.get(0).isNullAt(3));
    assertTrue(rows.get(1).isNullAt(1) && rows.get(1).isNullAt(2) && rows.get(1).isNullAt(3));
    assertTrue(rows.get(2).isNullAt(1) && rows.get(2).isNullAt(2));
    assertEquals("the input must not be empty", rows.get(2).getString(3));
  }

  @Test
  void of_modelDirectory_isAStageToo() throws IOException {
    ModelDirectory.write(RandomModels.classifier(), folder.resolve("model"));
    SequenceModel model = SequenceModel.of(spark, folder.resolve("model").toString());
    SequenceModel renamed = model.copy(new ParamMap().put(model.outputCol(), "found"));
    assertEquals("found", renamed.transform(reviews).columns()[reviews.columns().length]);
    assertEquals("prediction", model.transform(reviews).columns()[reviews.columns().length]);
    UserError missing =
        assertThrows(
            UserError.class, () -> model.setInputCol("line").transformSchema(reviews.schema()));
    assertTrue(missing.getMessage().startsWith("inputCol must name a column, got \"line\""));
    UserError taken =
        assertThrows(
            UserError.class,
            () -> model.setInputCol("text").setErrorCol("kind").transform(reviews));
    assertTrue(taken.getMessage().startsWith("errorCol must name a column that is not there yet"));
  }

  @Test
  void probabilityCol_ofATagger_isRefused() throws IOException {
    ModelDirectory.write(
        RandomModels.tagger(dev.unroll.network.NetworkConfig.OutputKind.CRF),
        folder.resolve("model"));
    SequenceModel model =
        SequenceModel.of(spark, folder.resolve("model").toString()).setProbabilityCol("p");
    UserError error = assertThrows(UserError.class, () -> model.transform(reviews));
    assertEquals("probabilityCol must be set for a classifier only, got p", error.getMessage());
  }
}
