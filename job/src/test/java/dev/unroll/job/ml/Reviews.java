package dev.unroll.job.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Short texts that are good where they have a cat. */
final class Reviews {
  private static final List<String> WORDS =
      List.of("the", "cat", "dog", "sees", "a", "big", "red", "bird");

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("text", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("label", DataTypes.DoubleType)
          .add("words", DataTypes.IntegerType)
          .add("tags", DataTypes.createArrayType(DataTypes.StringType))
          .add("held", DataTypes.BooleanType);

  private Reviews() {}

  /**
   * Rows with id, text, kind (good or bad), label (1 or 0), words (how many), tags (one for each
   * word) and held (true for each fifth).
   */
  static Dataset<Row> rows(SparkSession spark, int count) {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < count; id++) {
      List<String> words = new ArrayList<>();
      for (int n = 2 + random.nextInt(5); n > 0; n--) {
        words.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      boolean good = words.contains("cat");
      rows.add(
          RowFactory.create(
              id,
              String.join(" ", words),
              good ? "good" : "bad",
              good ? 1.0 : 0.0,
              words.size(),
              words.stream().map(word -> word.length() == 3 ? "three" : "other").toArray(),
              id % 5 == 0));
    }
    return spark.createDataFrame(rows, SCHEMA);
  }
}
