package dev.unroll.job.score;

import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.config.UserError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
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
   * @throws UserError if one is missing or of another type
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
            : find(
                schema,
                "inputCol",
                inputCol,
                "a string or an array of strings",
                type -> type instanceof StringType || isArrayOf(type, StringType.class)),
        featureSize == 0 || isSpelled(model)
            ? -1
            : find(
                schema,
                "featuresCol",
                featuresCol,
                "an array of numbers, or of arrays of numbers",
                type ->
                    isArrayOf(type, NumericType.class)
                        || type instanceof ArrayType array
                            && isArrayOf(array.elementType(), NumericType.class)),
        isConditioned(model) ? find(schema, "conditionCol", conditionCol, "any", type -> true) : -1,
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

  private static boolean isArrayOf(DataType type, Class<? extends DataType> element) {
    return type instanceof ArrayType array && element.isInstance(array.elementType());
  }

  private static int find(
      StructType schema, String setting, String name, String types, Predicate<DataType> fits) {
    int place = Arrays.asList(schema.fieldNames()).indexOf(name);
    if (place < 0) {
      throw new UserError(
          "%s must name a column, got \"%s\"; the columns are %s"
              .formatted(setting, name, String.join(", ", schema.fieldNames())));
    }
    DataType type = schema.fields()[place].dataType();
    if (!fits.test(type)) {
      throw new UserError(
          "%s must be %s, got column %s of type %s"
              .formatted(setting, types, name, type.simpleString()));
    }
    return place;
  }
}
