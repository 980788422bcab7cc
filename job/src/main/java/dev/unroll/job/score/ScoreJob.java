package dev.unroll.job.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;

import dev.unroll.io.Model;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.CorpusPaths;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads data, adds a model's columns, writes the whole to another place.
 *
 * @param config how the data are read, see {@link dev.unroll.job.store.Models#config}
 * @param input a file, directory, glob or table
 * @param output a directory or table that does not exist yet
 */
public record ScoreJob(
    Model model,
    UnrollConfig config,
    String input,
    CorpusFormat format,
    String output,
    CorpusFormat outputFormat) {
  private static final String TEXT_COLUMN = "value";
  private static final String SPLITS = "spark.sql.files.minPartitionNum";

  /** So that a slot that is done early finds work that another has not begun. */
  private static final int TASKS_PER_SLOT = 4;

  /**
   * Does it.
   *
   * @return what was written, for the caller to print
   * @throws UserError if the output exists, or the input does not or lacks a column
   */
  public Map<String, Object> run(SparkSession spark) throws IOException, InterruptedException {
    requireFreeOutput(spark);
    if (format != CorpusFormat.TABLE) {
      CorpusPaths.parse("--input", input).checkExist(spark.sparkContext().hadoopConfiguration());
    }
    if (spark.conf().getOption(SPLITS).isEmpty()) {
      spark.conf().set(SPLITS, TASKS_PER_SLOT * spark.sparkContext().defaultParallelism());
    }
    SequenceScorer scorer = new SequenceScorer(model, config);
    if (format == CorpusFormat.TEXT) {
      scorer = scorer.withInputCol(TEXT_COLUMN);
    }
    Dataset<Row> scored = scorer.transform(read(spark, config.corpus().columns()));
    Observation observation = new Observation();
    spark.sparkContext().setJobDescription("scoring " + input);
    write(scored.observe(observation, count(lit(1)).as("rows"), count(col("error")).as("errors")));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("output", output);
    result.put("rows", observation.getAsJava().get("rows"));
    result.put("errors", observation.getAsJava().get("errors"));
    result.put("columns", List.of(scored.columns()));
    return result;
  }

  private void requireFreeOutput(SparkSession spark) throws IOException {
    boolean exists;
    try {
      exists =
          outputFormat == CorpusFormat.TABLE
              ? spark.catalog().tableExists(output)
              : fileExists(spark.sparkContext().hadoopConfiguration());
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new UserError("--output must be a path, got \"" + output + "\"; " + e.getMessage(), e);
    }
    if (exists) {
      throw new UserError("--output must not exist yet, got " + output);
    }
  }

  private boolean fileExists(Configuration hadoop) throws IOException {
    Path path = new Path(output);
    return path.getFileSystem(hadoop).exists(path);
  }

  private Dataset<Row> read(SparkSession spark, List<String> columns) {
    DataFrameReader reader = spark.read();
    try {
      return switch (format) {
        case TEXT -> reader.text(input);
        case CSV -> delimited(reader, columns);
        case TSV -> delimited(reader.option("sep", "\t").option("quote", ""), columns);
        case JSON, PARQUET, ORC -> reader.format(Spelling.of(format)).load(input);
        case TABLE -> reader.table(input);
        case CONLL -> throw new UserError("--format must have a row for each sequence, got conll");
      };
    } catch (Exception e) {
      // Spark throws its checked exceptions without declaring them.
      if (e instanceof AnalysisException) {
        throw new UserError(
            "--input must be readable as %s, got %s; %s"
                .formatted(Spelling.of(format), input, e.getMessage().lines().findFirst().get()),
            e);
      }
      throw e;
    }
  }

  private Dataset<Row> delimited(DataFrameReader reader, List<String> columns) {
    if (columns.isEmpty()) {
      return reader.option("header", "true").csv(input);
    }
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, "string");
    }
    return reader.schema(schema).csv(input);
  }

  private void write(Dataset<Row> scored) {
    switch (outputFormat) {
      case CSV -> flat(scored).option("header", "true").csv(output);
      case TSV -> flat(scored).option("header", "true").option("sep", "\t").csv(output);
      case JSON, PARQUET, ORC -> scored.write().format(Spelling.of(outputFormat)).save(output);
      case TABLE -> scored.write().saveAsTable(output);
      case TEXT, CONLL ->
          throw new UserError(
              "--output-format must hold several columns, got " + Spelling.of(outputFormat));
    }
  }

  /** Arrays, maps and structs as JSON, which a delimited file can hold. */
  private static DataFrameWriter<Row> flat(Dataset<Row> scored) {
    Dataset<Row> flat = scored;
    for (StructField field : scored.schema().fields()) {
      DataType type = field.dataType();
      if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
        String name = '`' + field.name().replace("`", "``") + '`';
        flat = flat.withColumn(field.name(), to_json(col(name)));
      }
    }
    return flat.write();
  }
}
