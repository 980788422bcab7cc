package dev.unroll.job.score;

import dev.unroll.decode.BeamOptions;
import dev.unroll.io.Model;
import dev.unroll.job.config.UserError;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.store.Models;
import dev.unroll.job.store.SharedModel;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.UDFRegistration;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.StructType;

/**
 * Models as functions of Spark SQL.
 *
 * <pre>{@code
 * UnrollFunctions.register(spark, "unroll_score", "runs/stars/model");
 * spark.sql("select text, unroll_score(text).label from reviews");
 * }</pre>
 *
 * <p>A function takes what its model reads, in this order, as far as it does: the text (a string or
 * an array of symbols), the features, the condition. It gives a struct of the columns that {@link
 * SequenceScorer} adds for the task, null where an argument is null. It sees one row at a time; for
 * a large table {@link SequenceScorer#transform}, which scores many together, is several times
 * faster.
 */
public final class UnrollFunctions {

  private UnrollFunctions() {}

  /**
   * Registers a model as a temporary function of a session.
   *
   * @param directory the model directory
   * @throws UserError if the directory holds no model, or a damaged one
   */
  public static void register(SparkSession spark, String name, String directory)
      throws IOException {
    Model model = Models.read(directory, spark.sparkContext().hadoopConfiguration());
    BeamOptions beam = SequenceScorer.beam(Models.config(model, List.of()).decode());
    ScoreFunction function =
        new ScoreFunction(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new SharedModel(model)),
            beam);
    StructType type = SequenceScorer.columns(model, beam);
    int arguments = InputColumns.inOrder(model, TaskBatches.of(model).featureSize()).count();
    UDFRegistration functions = spark.udf();
    switch (arguments) {
      case 1 -> functions.register(name, (UDF1<?, ?>) function, type);
      case 2 -> functions.register(name, (UDF2<?, ?, ?>) function, type);
      default -> functions.register(name, (UDF3<?, ?, ?, ?>) function, type);
    }
  }
}
