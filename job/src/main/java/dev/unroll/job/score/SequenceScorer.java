package dev.unroll.job.score;

import dev.unroll.decode.BeamOptions;
import dev.unroll.io.Model;
import dev.unroll.job.config.DecodeConfig;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.store.Models;
import dev.unroll.job.store.SharedModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds a model's columns to a DataFrame and leaves everything else as it is: rows, their order, the
 * other columns. Where the input is null the new columns are null. A row that cannot be scored (a
 * class that the model does not know, a number that is none, more than 65,536 symbols) ends no job:
 * its new columns are null, and the last of them, {@code error}, says why.
 *
 * <pre>{@code
 * SequenceScorer scorer = SequenceScorer.load(spark, "runs/pos/model").withInputCol("line");
 * Dataset<Row> tagged = documents.transform(scorer::transform);
 * }</pre>
 *
 * <table>
 * <caption>Columns by task</caption>
 * <tr><th>task</th><th>columns</th></tr>
 * <tr><td>language-model, generator</td>
 *     <td>log_prob (nats, the end included), tokens, perplexity; symbols and symbol_log_probs of
 *     each</td></tr>
 * <tr><td>tagger</td><td>symbols, tags; entities (type, start, end, text) of span tags</td></tr>
 * <tr><td>classifier</td><td>label, probability, probabilities</td></tr>
 * <tr><td>regressor</td><td>prediction</td></tr>
 * <tr><td>translator</td><td>translation, log_prob</td></tr>
 * <tr><td>all</td><td>error, null where there is none</td></tr>
 * </table>
 *
 * <p>Immutable. Each executor process holds the weights once.
 */
public final class SequenceScorer {
  private final Model model;
  private final String inputCol;
  private final String featuresCol;
  private final String conditionCol;
  private final BeamOptions beam;
  private final String prefix;

  private SequenceScorer(
      Model model,
      String inputCol,
      String featuresCol,
      String conditionCol,
      BeamOptions beam,
      String prefix) {
    this.model = model;
    this.inputCol = inputCol;
    this.featuresCol = featuresCol;
    this.conditionCol = conditionCol;
    this.beam = beam;
    this.prefix = prefix;
  }

  /**
   * A scorer with the columns and the beam of a configuration: {@code corpus.text-column} (of a
   * translator {@code corpus.source-column}), {@code corpus.features-column}, {@code
   * corpus.condition}, {@code decode}.
   */
  public SequenceScorer(Model model, UnrollConfig config) {
    this(
        model,
        switch (config.task()) {
          case TRANSLATOR -> config.corpus().sourceColumn();
          default -> config.corpus().textColumn();
        },
        config.corpus().featuresColumn(),
        config.corpus().condition(),
        beam(config.decode()),
        "");
  }

  static BeamOptions beam(DecodeConfig decode) {
    return new BeamOptions(decode.beam(), decode.lengthPenalty(), decode.maxLength(), false);
  }

  /**
   * A scorer with the columns that the model was trained on.
   *
   * @throws UserError if the directory holds no model, or a damaged one
   */
  public static SequenceScorer load(SparkSession spark, String directory) throws IOException {
    return of(Models.read(directory, spark.sparkContext().hadoopConfiguration()));
  }

  /** A scorer with the columns that the model was trained on. */
  public static SequenceScorer of(Model model) {
    return new SequenceScorer(model, Models.config(model, List.of()));
  }

  /** The same scorer for another column of texts: strings, or arrays of symbols. */
  public SequenceScorer withInputCol(String column) {
    return new SequenceScorer(model, column, featuresCol, conditionCol, beam, prefix);
  }

  /** The same scorer for another column of dense vectors. */
  public SequenceScorer withFeaturesCol(String column) {
    return new SequenceScorer(model, inputCol, column, conditionCol, beam, prefix);
  }

  /** The same scorer for another column of what a generator starts from. */
  public SequenceScorer withConditionCol(String column) {
    return new SequenceScorer(model, inputCol, featuresCol, column, beam, prefix);
  }

  /** The same scorer with another search for translations. */
  public SequenceScorer withBeam(BeamOptions options) {
    return new SequenceScorer(model, inputCol, featuresCol, conditionCol, options, prefix);
  }

  /**
   * The same scorer whose columns begin their names with a prefix, for rows that have a column such
   * as {@code label} already.
   */
  public SequenceScorer withColumnPrefix(String columnPrefix) {
    return new SequenceScorer(model, inputCol, featuresCol, conditionCol, beam, columnPrefix);
  }

  /**
   * The rows with the model's columns.
   *
   * @throws UserError if an input column is missing or of another type, or an output column is
   *     there already
   */
  public Dataset<Row> transform(Dataset<Row> rows) {
    StructType schema = transformSchema(rows.schema());
    InputColumns columns = inputColumns(rows.schema());
    BeamOptions options = beam;
    Broadcast<SharedModel> shared =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
            .broadcast(new SharedModel(model));
    return rows.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            partition -> new ScoredRows(partition, new RowScorer(shared.value(), columns, options)),
        Encoders.row(schema));
  }

  /**
   * The schema of what {@link #transform} gives.
   *
   * @throws UserError as {@link #transform}
   */
  public StructType transformSchema(StructType schema) {
    inputColumns(schema);
    StructType transformed = schema;
    for (StructField column : columns(model, beam).fields()) {
      String name = prefix + column.name();
      if (Arrays.asList(schema.fieldNames()).contains(name)) {
        throw new UserError(
            "the columns must leave the name %s free, got %s; rename that column first, or use withColumnPrefix in Java"
                .formatted(name, String.join(", ", schema.fieldNames())));
      }
      transformed = transformed.add(name, column.dataType(), column.nullable());
    }
    return transformed;
  }

  /** What is added: the columns of the task, then the reason why they are null. */
  static StructType columns(Model model, BeamOptions beam) {
    return TaskScorer.of(model, null, beam).columns().add("error", DataTypes.StringType);
  }

  private InputColumns inputColumns(StructType schema) {
    int featureSize = TaskBatches.of(model).featureSize();
    return InputColumns.of(schema, model, featureSize, inputCol, featuresCol, conditionCol);
  }
}
