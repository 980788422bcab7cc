package dev.unroll.job.corpus;

import static org.apache.spark.sql.functions.col;

import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Plain files through Spark's text source, as bytes and with the place of every line. */
final class TextFiles {

  private TextFiles() {}

  /** The lines; only "\n" ends a line. */
  static JavaRDD<Line> lines(SparkSession spark, CorpusPaths paths) {
    return read(spark, paths, "lineSep", "\n");
  }

  /** Each file as one long line. */
  static JavaRDD<Line> wholeFiles(SparkSession spark, CorpusPaths paths) {
    return read(spark, paths, "wholetext", "true");
  }

  private static JavaRDD<Line> read(
      SparkSession spark, CorpusPaths paths, String option, String value) {
    // As binary: a string of Spark's may hold any bytes, and would decode them silently.
    return spark
        .read()
        .option(option, value)
        .option("recursiveFileLookup", "true")
        .text(paths.asArray())
        .select(
            col("value").cast("binary"),
            col("_metadata.file_path"),
            col("_metadata.file_block_start"))
        .toJavaRDD()
        .mapPartitions(rows -> new Numbered(rows));
  }

  /** Numbers the lines of each block that a task reads. */
  private static final class Numbered implements Iterator<Line> {
    private final Iterator<Row> rows;
    private final PlaceCounter places = new PlaceCounter();

    Numbered(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Line next() {
      Row row = rows.next();
      return new Line(places.next(row.getString(1), row.getLong(2)), row.getAs(0));
    }
  }
}
