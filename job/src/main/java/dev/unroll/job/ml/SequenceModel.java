package dev.unroll.job.ml;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.when;

import dev.unroll.io.Task;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.score.SequenceScorer;
import dev.unroll.job.store.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A sequence model as a stage of a Spark ML pipeline. Made by {@link SequenceEstimator}, or of any
 * model directory by {@link #of}. A saved stage holds a model directory, named {@code model}.
 *
 * <table>
 * <caption>What {@code outputCol} holds</caption>
 * <tr><th>task</th><th>column</th></tr>
 * <tr><td>classifier</td><td>the most probable class: a number if the column of labels held
 *     numbers, else a string</td></tr>
 * <tr><td>regressor</td><td>the number</td></tr>
 * <tr><td>tagger</td><td>the tags, an array of strings</td></tr>
 * <tr><td>translator</td><td>the translation</td></tr>
 * <tr><td>language-model, generator</td><td>the natural logarithm of the text's probability
 *     </td></tr>
 * </table>
 *
 * <p>{@code probabilityCol}, where it is set, holds the probability of each class as a vector, in
 * the order of {@link #labels()}. {@code errorCol}, where it is set, says why a row cannot be
 * scored; such a row has no result, and neither has one whose input is null. {@link
 * SequenceScorer#of} gives all columns of {@link #model()}.
 */
public final class SequenceModel extends Model<SequenceModel> implements MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "_unroll_";
  private static final String DIRECTORY = "model";

  private final String uid;
  private final transient dev.unroll.io.Model model;
  private final SequenceTrainingSummary summary;
  private final OutputColumns columns;
  private final BooleanParam numericLabels;

  SequenceModel(String uid, dev.unroll.io.Model model, SequenceTrainingSummary summary) {
    this.uid = uid; // first: by it params know the stage that they belong to
    this.model = model;
    this.summary = summary;
    this.columns = new OutputColumns(this);
    this.numericLabels =
        new BooleanParam(this, "numericLabels", "whether a classifier gives classes as numbers");
    setDefault(numericLabels, false);
  }

  /**
   * A stage of a model directory, wherever it was trained.
   *
   * @throws dev.unroll.job.config.UserError if the directory holds no model, or a damaged one
   */
  public static SequenceModel of(SparkSession spark, String directory) throws IOException {
    return new SequenceModel(
        Identifiable.randomUID("sequenceModel"),
        Models.read(directory, spark.sparkContext().hadoopConfiguration()),
        null);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The model itself: weights, vocabulary, labels. */
  public dev.unroll.io.Model model() {
    return model;
  }

  /** The classes or tags, by index; empty where the task has none. */
  public List<String> labels() {
    return model.labels() == null ? List.of() : model.labels().labels();
  }

  /** Whether it was trained in this process, and knows how that went. */
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * How the training went.
   *
   * @throws IllegalStateException unless {@link #hasSummary}
   */
  public SequenceTrainingSummary summary() {
    if (summary == null) {
      throw new IllegalStateException(
          "a summary must be asked for where the model was trained, got one that was loaded; its"
              + " training.json has the metrics");
    }
    return summary;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    transformSchema(rows.schema());
    Dataset<Row> scored = scorer().transform(rows.toDF());
    List<Column> all = new ArrayList<>();
    for (String name : rows.columns()) {
      all.add(Fit.quoted(name));
    }
    Column result = scored.col(PREFIX + resultColumn());
    all.add(
        (isNumeric() ? result.cast(DataTypes.DoubleType) : result)
            .as(getOrDefault(columns.outputCol)));
    if (isDefined(columns.probabilityCol)) {
      Column probabilities = scored.col(PREFIX + "probabilities");
      all.add(
          when(probabilities.isNotNull(), array_to_vector(map_values(probabilities)))
              .as(getOrDefault(columns.probabilityCol)));
    }
    if (isDefined(columns.errorCol)) {
      all.add(scored.col(PREFIX + "error").as(getOrDefault(columns.errorCol)));
    }
    return scored.select(all.toArray(Column[]::new));
  }

  private String resultColumn() {
    return switch (model.task()) {
      case LANGUAGE_MODEL, GENERATOR -> "log_prob";
      case TAGGER -> "tags";
      case CLASSIFIER -> "label";
      case REGRESSOR -> "prediction";
      case TRANSLATOR -> "translation";
    };
  }

  private SequenceScorer scorer() {
    SequenceScorer scorer = SequenceScorer.of(model).withColumnPrefix(PREFIX);
    return isSet(columns.inputCol) ? scorer.withInputCol(getOrDefault(columns.inputCol)) : scorer;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    StructType scored = scorer().transformSchema(schema);
    DataType result =
        isNumeric() ? DataTypes.DoubleType : scored.apply(PREFIX + resultColumn()).dataType();
    return columns.addTo(schema, model.task() == Task.CLASSIFIER, result);
  }

  private boolean isNumeric() {
    return (boolean) getOrDefault(numericLabels);
  }

  @Override
  public SequenceModel copy(ParamMap extra) {
    SequenceModel copy = new SequenceModel(uid, model, summary);
    return copyValues(hasParent() ? copy.setParent(parent()) : copy, extra);
  }

  @Override
  public String toString() {
    return "SequenceModel: uid=%s, task=%s, parameters=%d"
        .formatted(uid, Spelling.of(model.task()), model.parameters().length);
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  private static final class Writer extends MLWriter {
    private final SequenceModel stage;

    Writer(SequenceModel stage) {
      this.stage = stage;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(stage, path, sparkSession());
      try {
        Models.write(stage.model, directory(path), sc().hadoopConfiguration());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Reads what {@code save} has written. */
  public static SequenceModel load(String path) {
    return read().load(path);
  }

  /** Reads what {@code write} has written. */
  public static MLReader<SequenceModel> read() {
    return new Reader();
  }

  private static final class Reader extends MLReader<SequenceModel> {

    @Override
    public SequenceModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(path, sparkSession(), SequenceModel.class.getName());
      try {
        SequenceModel stage =
            new SequenceModel(
                metadata.uid(), Models.read(directory(path), sc().hadoopConfiguration()), null);
        metadata.getAndSetParams(stage, Option.empty());
        return stage;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String directory(String path) {
    return new Path(path, DIRECTORY).toString();
  }

  /** Column of texts: strings, or arrays of symbols. Not set: as the training named it. */
  public Param<String> inputCol() {
    return columns.inputCol;
  }

  /** See {@link #inputCol()}. */
  public SequenceModel setInputCol(String value) {
    set(columns.inputCol, value);
    return this;
  }

  /** Column of the result; {@code prediction} by default. */
  public Param<String> outputCol() {
    return columns.outputCol;
  }

  /** See {@link #outputCol()}. */
  public SequenceModel setOutputCol(String value) {
    set(columns.outputCol, value);
    return this;
  }

  /** Column of a classifier's probabilities; none by default. */
  public Param<String> probabilityCol() {
    return columns.probabilityCol;
  }

  /** See {@link #probabilityCol()}. */
  public SequenceModel setProbabilityCol(String value) {
    set(columns.probabilityCol, value);
    return this;
  }

  /** Column that says why a row has no result; none by default. */
  public Param<String> errorCol() {
    return columns.errorCol;
  }

  /** See {@link #errorCol()}. */
  public SequenceModel setErrorCol(String value) {
    set(columns.errorCol, value);
    return this;
  }

  /** Whether a classifier gives its classes, all of them numerals, as numbers. */
  public BooleanParam numericLabels() {
    return numericLabels;
  }

  /** See {@link #numericLabels()}. */
  public SequenceModel setNumericLabels(boolean value) {
    set(numericLabels, value);
    return this;
  }
}
