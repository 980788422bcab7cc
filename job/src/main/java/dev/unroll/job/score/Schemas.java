package dev.unroll.job.score;

import dev.unroll.job.config.UserError;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Checks of the columns that are read. */
public final class Schemas {

  private Schemas() {}

  /**
   * The place of a column.
   *
   * @param setting what names the column, for messages
   * @param types what {@code fits} takes, in words
   * @throws UserError if it is missing or of another type
   */
  public static int find(
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

  /** A string or an array of strings. */
  public static boolean isText(DataType type) {
    return type instanceof StringType || isArrayOf(type, StringType.class);
  }

  /** An array of such elements. */
  public static boolean isArrayOf(DataType type, Class<? extends DataType> element) {
    return type instanceof ArrayType array && element.isInstance(array.elementType());
  }
}
