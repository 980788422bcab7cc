package dev.unroll.job.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import dev.unroll.io.Model;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.store.Models;
import dev.unroll.job.store.TemporaryDirectory;
import dev.unroll.job.train.TrainingRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * A training run whose corpus is a DataFrame. The rows become temporary views, which the run reads
 * as it reads any table, several times: they are kept in the meantime, unless they are kept
 * already.
 *
 * @param configuration of the run, from the keys that the run adds
 * @param validationIndicatorCol column that says which rows are for validation, "" for none
 * @param runsDir where the run directory is made, "" for a temporary one
 */
record Fit(
    Function<List<String>, EffectiveConfig> configuration,
    String validationIndicatorCol,
    String runsDir) {

  /** What came of it. */
  record Result(Model model, SequenceTrainingSummary summary) {}

  /**
   * Trains.
   *
   * @param rows with the columns that the configuration names
   */
  Result run(Dataset<Row> rows) throws IOException {
    Dataset<Row> needed = rows.select(columns(List.of(rows.columns())));
    boolean keep = rows.storageLevel().equals(StorageLevel.NONE());
    if (keep) {
      needed.persist(StorageLevel.MEMORY_AND_DISK());
    }
    try {
      return runKept(needed);
    } finally {
      if (keep) {
        needed.unpersist();
      }
    }
  }

  private Result runKept(Dataset<Row> rows) throws IOException {
    SparkSession session = rows.sparkSession();
    String id = UUID.randomUUID().toString().replace("-", "");
    String training = "training_rows_" + id;
    String validation = "validation_rows_" + id;
    List<String> overrides = new ArrayList<>(List.of("corpus.train=" + training));
    boolean validates = !validationIndicatorCol.isEmpty();
    overrides.add("corpus.valid=" + (validates ? validation : "null"));
    try {
      if (validates) {
        Column isValidation = quoted(validationIndicatorCol);
        rows.where(not(isValidation)).createOrReplaceTempView(training);
        rows.where(isValidation).createOrReplaceTempView(validation);
      } else {
        rows.createOrReplaceTempView(training);
      }
      return train(session, id, overrides);
    } finally {
      session.catalog().dropTempView(training);
      session.catalog().dropTempView(validation);
    }
  }

  private Result train(SparkSession session, String id, List<String> overrides) throws IOException {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    boolean temporary = runsDir.isEmpty();
    Path directory =
        temporary ? TemporaryDirectory.create("unroll-run-", hadoop) : new Path(runsDir, id);
    overrides.add("run.dir=" + directory);
    try {
      SequenceTrainingSummary.Listener listener = new SequenceTrainingSummary.Listener();
      TrainingRun.Result result =
          new TrainingRun(session, configuration.apply(overrides), List.of(listener)).run(false);
      return new Result(
          Models.read(result.model(), hadoop),
          listener.summary(result, temporary ? "" : directory.toString()));
    } finally {
      if (temporary) {
        directory.getFileSystem(hadoop).delete(directory, true);
      }
    }
  }

  /** Of the columns that are there; the run itself says which is missing. */
  private Column[] columns(List<String> there) {
    UnrollConfig config = configuration.apply(List.of()).values();
    Set<String> names = new LinkedHashSet<>();
    Stream.of(
            Recipe.inputColumn(config),
            Recipe.labelColumn(config),
            config.corpus().featuresColumn(),
            config.corpus().condition(),
            validationIndicatorCol)
        .filter(there::contains)
        .forEach(names::add);
    return names.stream().map(Fit::quoted).toArray(Column[]::new);
  }

  static Column quoted(String column) {
    return col('`' + column.replace("`", "``") + '`');
  }
}
