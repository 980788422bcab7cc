package dev.unroll.job.corpus;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.unroll.job.config.CorpusConfig;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.config.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** Records that are rows: csv, parquet, orc, and tables of the session's catalog. */
final class TableReader {
  private static final String MALFORMED = "_unroll_malformed";

  private TableReader() {}

  /**
   * The rows as examples.
   *
   * @throws UserError if there is no such table, the files are of another format, or a column is
   *     missing
   */
  static JavaRDD<Parsed> read(SparkSession spark, CorpusPaths paths, ColumnMapper mapper) {
    CorpusFormat format = mapper.corpus().format();
    Dataset<Row> rows;
    try {
      rows = open(spark, paths, mapper.corpus());
    } catch (AnalysisException | SparkException e) {
      throw new UserError(
          "%s must be readable as %s, got %s; %s"
              .formatted(paths.key(), name(format), paths, firstLine(e)),
          e);
    }
    List<String> names = Stream.of(rows.columns()).filter(name -> !name.equals(MALFORMED)).toList();
    ColumnMapper present = new ColumnMapper(mapper.task(), mapper.corpus(), hasText(mapper, names));
    check(present.columns(), names, paths);
    List<String> wanted = List.copyOf(present.columns().values());
    int file = wanted.size();
    return select(rows, wanted, format)
        .toJavaRDD()
        .mapPartitions(
            iterator -> {
              PlaceCounter places = new PlaceCounter();
              return new ParsedRecords<>(
                  iterator,
                  row -> {
                    Place place = places.next(row.getString(file), row.getLong(file + 1));
                    if (!row.isNullAt(file + 2)) {
                      throw new Malformed(
                          place,
                          "expected %d fields, got %s"
                              .formatted(names.size(), Problem.quote(row.getString(file + 2))));
                    }
                    return present.map(place, name -> plain(row.get(wanted.indexOf(name))));
                  });
            });
  }

  private static Dataset<Row> open(SparkSession spark, CorpusPaths paths, CorpusConfig corpus)
      throws AnalysisException, SparkException {
    DataFrameReader reader = spark.read();
    return switch (corpus.format()) {
      case TABLE -> reader.table(String.join(",", paths.paths()));
      case PARQUET -> reader.parquet(paths.asArray());
      case ORC -> reader.orc(paths.asArray());
      case CSV -> csv(reader, paths, corpus.columns());
      case TEXT, CONLL, TSV, JSON -> throw new AssertionError(corpus.format());
    };
  }

  /** With one more column for lines whose number of fields is wrong. */
  private static Dataset<Row> csv(DataFrameReader reader, CorpusPaths paths, List<String> given)
      throws AnalysisException, SparkException {
    reader.option("header", given.isEmpty());
    List<String> columns = given.isEmpty() ? List.of(reader.csv(paths.asArray()).columns()) : given;
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, "string");
    }
    return reader
        .schema(schema.add(MALFORMED, "string"))
        .option("columnNameOfCorruptRecord", MALFORMED)
        .csv(paths.asArray());
  }

  /** A text is optional where features can be all that is read, and only there. */
  private static boolean hasText(ColumnMapper mapper, List<String> names) {
    return !mapper.mayLackText() || names.contains(mapper.corpus().textColumn());
  }

  /**
   * Checks that all columns exist.
   *
   * @throws UserError if one does not
   */
  static void check(Map<String, String> columns, List<String> names, CorpusPaths paths) {
    columns.forEach(
        (key, column) -> {
          if (!names.contains(column)) {
            throw new UserError(
                "%s must name a column of %s, got \"%s\"; its columns are %s"
                    .formatted(key, paths, column, Problem.quoteAll(names)));
          }
        });
  }

  private static Dataset<Row> select(Dataset<Row> rows, List<String> wanted, CorpusFormat format) {
    List<Column> columns = new ArrayList<>();
    for (String column : wanted) {
      columns.add(col('`' + column.replace("`", "``") + '`'));
    }
    boolean isTable = format == CorpusFormat.TABLE;
    columns.add(isTable ? lit("") : col("_metadata.file_path"));
    columns.add(isTable ? lit(0L) : col("_metadata.file_block_start"));
    columns.add(format == CorpusFormat.CSV ? col(MALFORMED) : lit(null).cast("string"));
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Spark's sequences as lists, all the way down. */
  private static Object plain(Object value) {
    if (value instanceof Iterable<?> sequence) {
      List<Object> list = new ArrayList<>();
      for (Object element : CollectionConverters.asJava(sequence)) {
        list.add(plain(element));
      }
      return list;
    }
    return value;
  }

  private static String name(CorpusFormat format) {
    return format == CorpusFormat.TABLE ? "a table" : Spelling.of(format);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }
}
