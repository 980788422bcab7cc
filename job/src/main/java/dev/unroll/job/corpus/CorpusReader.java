package dev.unroll.job.corpus;

import dev.unroll.job.config.CorpusConfig;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.DocumentBoundary;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.text.SymbolUnit;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Reads a corpus in any format through Spark's sources. */
final class CorpusReader {
  private final SparkSession spark;
  private final UnrollConfig config;
  private final CorpusPaths paths;

  CorpusReader(SparkSession spark, UnrollConfig config, CorpusPaths paths) {
    this.spark = spark;
    this.config = config;
    this.paths = paths;
  }

  /**
   * The records of the corpus, each of them read again whenever the result is used.
   *
   * @throws UserError if a path or column is missing, or the files are of another format
   */
  RawCorpus read() {
    CorpusConfig corpus = config.corpus();
    ColumnMapper mapper = new ColumnMapper(config.task(), corpus, true);
    if (corpus.format() == CorpusFormat.TABLE) {
      return RawCorpus.ofRows(paths, TableReader.read(spark, paths, mapper));
    }
    paths.checkExist(spark.sparkContext().hadoopConfiguration());
    JavaRDD<Line> lines = TextFiles.lines(spark, paths);
    return switch (corpus.format()) {
      case CONLL -> RawCorpus.ofLines(paths, lines, parse(paragraphs(lines), new ConllParser()));
      case TEXT -> text(lines);
      case TSV -> tsv(lines, mapper);
      case JSON -> {
        ColumnMapper present = new ColumnMapper(config.task(), corpus, hasJsonText(lines, mapper));
        yield RawCorpus.ofLines(paths, lines, parse(single(lines), new JsonParser(present)));
      }
      case CSV -> {
        // Spark would decode wrong bytes without a word.
        Survey.of(
            RawCorpus.ofLines(paths, lines, parse(single(lines), new ContinuousParser(false))),
            example -> 0);
        yield RawCorpus.ofRows(paths, TableReader.read(spark, paths, mapper));
      }
      case PARQUET, ORC -> RawCorpus.ofRows(paths, TableReader.read(spark, paths, mapper));
      case TABLE -> throw new AssertionError();
    };
  }

  private RawCorpus text(JavaRDD<Line> lines) {
    CorpusConfig corpus = config.corpus();
    LineParser documents = new DocumentParser(corpus.condition());
    return switch (corpus.document()) {
      case LINE -> RawCorpus.ofLines(paths, lines, parse(single(lines), documents));
      case BLANK_LINE -> RawCorpus.ofLines(paths, lines, parse(paragraphs(lines), documents));
      case FILE -> {
        if (isContinuous()) {
          LineParser parser = new ContinuousParser(corpus.unit() == SymbolUnit.CHAR);
          yield RawCorpus.ofLines(paths, lines, parse(single(lines), parser));
        }
        JavaRDD<Line> files = TextFiles.wholeFiles(spark, paths);
        yield RawCorpus.ofLines(paths, lines, parse(files.map(Line::lines), documents));
      }
    };
  }

  /** Whether a file is one text that may be longer than a task's memory. */
  boolean isContinuous() {
    return config.train().mode() == TrainingMode.STREAM
        && config.corpus().format() == CorpusFormat.TEXT
        && config.corpus().document() == DocumentBoundary.FILE;
  }

  private RawCorpus tsv(JavaRDD<Line> lines, ColumnMapper mapper) {
    List<String> given = config.corpus().columns();
    JavaRDD<Line> body = lines;
    List<String> columns = given;
    if (given.isEmpty()) {
      columns = TsvParser.header(lines.filter(line -> line.place().beginsFile()).collect(), paths);
      body = lines.filter(line -> !line.place().beginsFile());
    }
    if (!columns.isEmpty()) {
      TableReader.check(mapper.columns(), columns, paths);
    }
    LineParser parser = new TsvParser(columns, mapper);
    return RawCorpus.ofLines(paths, lines, parse(single(body), parser));
  }

  private static boolean hasJsonText(JavaRDD<Line> lines, ColumnMapper mapper) {
    String column = mapper.corpus().textColumn();
    return !mapper.mayLackText()
        || lines.take(1).stream().anyMatch(line -> JsonParser.has(line, column));
  }

  private JavaRDD<List<Line>> paragraphs(JavaRDD<Line> lines) {
    return Paragraphs.group(lines, JavaSparkContext.fromSparkContext(spark.sparkContext()));
  }

  private static JavaRDD<List<Line>> single(JavaRDD<Line> lines) {
    return lines.map(List::of);
  }

  private static JavaRDD<Parsed> parse(JavaRDD<List<Line>> records, LineParser parser) {
    return records.mapPartitions(iterator -> new ParsedRecords<>(iterator, parser::parse));
  }
}
