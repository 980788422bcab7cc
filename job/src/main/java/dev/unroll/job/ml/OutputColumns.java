package dev.unroll.job.ml;

import dev.unroll.job.config.Task;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** The params that estimator and model have in common, and the columns that they name. */
final class OutputColumns implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> inputCol;
  final Param<String> outputCol;
  final Param<String> probabilityCol;
  final Param<String> errorCol;
  private final Params stage;

  OutputColumns(Params stage) {
    this.stage = stage;
    inputCol = new Param<>(stage, "inputCol", "column of texts, or of arrays of symbols");
    outputCol = new Param<>(stage, "outputCol", "column of the result");
    stage.setDefault(outputCol, "prediction");
    probabilityCol =
        new Param<>(stage, "probabilityCol", "column of a classifier's probabilities, a vector");
    errorCol = new Param<>(stage, "errorCol", "column that says why a row has no result");
  }

  /** The type of the result of a model that is learned from such rows. */
  static DataType type(UnrollConfig config, StructType schema) {
    return switch (config.task()) {
      case LANGUAGE_MODEL, GENERATOR -> DataTypes.DoubleType;
      case TAGGER -> DataTypes.createArrayType(DataTypes.StringType);
      case CLASSIFIER -> areNumbers(config, schema) ? DataTypes.DoubleType : DataTypes.StringType;
      case REGRESSOR ->
          labelType(config, schema) instanceof ArrayType
              ? DataTypes.createArrayType(DataTypes.DoubleType, false)
              : DataTypes.DoubleType;
      case TRANSLATOR -> DataTypes.StringType;
    };
  }

  /** Whether classes are numbers; where several may hold, their names make up a string. */
  static boolean areNumbers(UnrollConfig config, StructType schema) {
    return config.task() == Task.CLASSIFIER
        && !config.model().output().equals("sigmoid")
        && labelType(config, schema) instanceof NumericType;
  }

  private static DataType labelType(UnrollConfig config, StructType schema) {
    return schema.apply(Recipe.labelColumn(config)).dataType();
  }

  /**
   * The schema with the columns that a stage adds.
   *
   * @throws UserError if one of their names is taken, or does not fit the task
   */
  StructType addTo(StructType schema, boolean classifies, DataType result) {
    if (stage.isSet(probabilityCol) && !classifies) {
      throw new UserError(
          "probabilityCol must be set for a classifier only, got "
              + stage.getOrDefault(probabilityCol));
    }
    StructType all = add(schema, outputCol, result);
    all = add(all, probabilityCol, SQLDataTypes.VectorType());
    return add(all, errorCol, DataTypes.StringType);
  }

  private StructType add(StructType schema, Param<String> param, DataType type) {
    if (!stage.isDefined(param)) {
      return schema;
    }
    String name = stage.getOrDefault(param);
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new UserError(
          "%s must name a column that is not there yet, got %s; the columns are %s"
              .formatted(param.name(), name, String.join(", ", schema.fieldNames())));
    }
    return schema.add(name, type);
  }
}
