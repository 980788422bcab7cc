package dev.unroll.job.score;

import dev.unroll.io.Model;
import dev.unroll.io.Task;
import java.io.Serializable;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Where in a row a model's input is: places of columns, -1 for what it does not read.
 *
 * @param textName name of the column of texts, for messages
 * @param featuresName name of the column of dense vectors, for messages
 * @param conditionName name of the column that a generator starts from, for messages
 */
record InputColumns(
    int text,
    int features,
    int condition,
    String textName,
    String featuresName,
    String conditionName)
    implements Serializable {

  /**
   * Finds the columns that a model reads.
   *
   * @throws dev.unroll.job.config.UserError if one is missing or of another type
   */
  static InputColumns of(
      StructType schema,
      Model model,
      int featureSize,
      String inputCol,
      String featuresCol,
      String conditionCol) {
    return new InputColumns(
        model.vocabulary() == null
            ? -1
            : Schemas.find(
                schema, "inputCol", inputCol, "a string or an array of strings", Schemas::isText),
        featureSize == 0 || isSpelled(model)
            ? -1
            : Schemas.find(
                schema,
                "featuresCol",
                featuresCol,
                "an array of numbers, or of arrays of numbers",
                type ->
                    Schemas.isArrayOf(type, NumericType.class)
                        || type instanceof ArrayType array
                            && Schemas.isArrayOf(array.elementType(), NumericType.class)),
        isConditioned(model)
            ? Schemas.find(schema, "conditionCol", conditionCol, "any", type -> true)
            : -1,
        inputCol,
        featuresCol,
        conditionCol);
  }

  /** The columns that a model reads, one after the other, under the names of what they hold. */
  static InputColumns inOrder(Model model, int featureSize) {
    int text = model.vocabulary() == null ? -1 : 0;
    int features = featureSize == 0 || isSpelled(model) ? -1 : text + 1;
    int condition = isConditioned(model) ? Math.max(text, features) + 1 : -1;
    return new InputColumns(text, features, condition, "text", "features", "condition");
  }

  /** How many columns these are. */
  int count() {
    return (text < 0 ? 0 : 1) + (features < 0 ? 0 : 1) + (condition < 0 ? 0 : 1);
  }

  /** Whether the vectors beside the symbols are made from them. */
  private static boolean isSpelled(Model model) {
    return model.text() != null && model.text().spellingSize() > 0;
  }

  private static boolean isConditioned(Model model) {
    return model.task() == Task.GENERATOR && model.labels() != null;
  }
}
