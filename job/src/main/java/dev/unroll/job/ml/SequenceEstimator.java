package dev.unroll.job.ml;

import dev.unroll.job.config.Task;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.score.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Learns a sequence model from a DataFrame, as a stage of a Spark ML pipeline.
 *
 * <pre>{@code
 * SequenceModel model =
 *     new SequenceEstimator()
 *         .setRecipe("task = classifier, train.clip.norm = 1")
 *         .setInputCol("words")
 *         .setHiddenSize(64)
 *         .fit(reviews);
 * }</pre>
 *
 * <p>The recipe is a configuration as the command line takes it, of which {@code task} alone is
 * required; the params below stand for its keys that people tune most. What the recipe says of
 * files and of the run directory does not count. Rows have no order: a language model learns every
 * row by itself ({@code train.mode = sentence}).
 *
 * <p>The same recipe, seed and rows give the same model on any cluster. {@link #transformSchema}
 * and {@link #fit} throw {@link UserError} for a mistake in the recipe, a column or a row.
 */
public final class SequenceEstimator extends SequenceEstimatorParams
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  /** An estimator with an identity of its own. */
  public SequenceEstimator() {
    this(Identifiable.randomUID("sequenceEstimator"));
  }

  /** An estimator with a given identity. */
  public SequenceEstimator(String uid) {
    super(uid);
  }

  @Override
  public SequenceModel fit(Dataset<?> rows) {
    transformSchema(rows.schema());
    Fit fit = new Fit(this::configuration, valueOf(validationIndicatorCol), valueOf(runsDir));
    Fit.Result result;
    try {
      result = fit.run(rows.toDF());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SequenceModel model = new SequenceModel(uid(), result.model(), result.summary());
    UnrollConfig config = configuration(List.of()).values();
    model.setNumericLabels(OutputColumns.areNumbers(config, rows.schema()));
    return copyValues(model.setParent(this), ParamMap.empty());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    UnrollConfig config = configuration(List.of()).values();
    boolean hasFeatures = !config.corpus().featuresColumn().isEmpty();
    String input = Recipe.inputColumn(config);
    if (!hasFeatures || List.of(schema.fieldNames()).contains(input)) {
      Schemas.find(schema, "inputCol", input, "a string or an array of strings", Schemas::isText);
    }
    String label = Recipe.labelColumn(config);
    if (!label.isEmpty()) {
      Schemas.find(
          schema, "labelCol", label, labelTypes(config.task()), type -> fits(config.task(), type));
    }
    if (!valueOf(validationIndicatorCol).isEmpty()) {
      Schemas.find(
          schema,
          "validationIndicatorCol",
          valueOf(validationIndicatorCol),
          "true or false",
          BooleanType.class::isInstance);
    }
    return columns.addTo(
        schema, config.task() == Task.CLASSIFIER, OutputColumns.type(config, schema));
  }

  private static String labelTypes(Task task) {
    return switch (task) {
      case CLASSIFIER -> "a string, a number or a truth value";
      case REGRESSOR -> "a number or an array of numbers";
      default -> "a string or an array of strings";
    };
  }

  private static boolean fits(Task task, DataType type) {
    return switch (task) {
      case CLASSIFIER ->
          type instanceof StringType || type instanceof NumericType || type instanceof BooleanType;
      case REGRESSOR -> type instanceof NumericType || Schemas.isArrayOf(type, NumericType.class);
      default -> Schemas.isText(type);
    };
  }

  @Override
  public SequenceEstimator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads what {@code save} has written. */
  public static SequenceEstimator load(String path) {
    return read().load(path);
  }

  /** Reads what {@code write} has written. */
  public static MLReader<SequenceEstimator> read() {
    return new DefaultParamsReader<>();
  }
}
