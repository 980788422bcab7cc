package dev.unroll.job.corpus;

import dev.unroll.batch.Example;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The first sequences of a corpus, read as a model's training read its own, for looking at on the
 * driver. Only as much of the corpus is read as is needed.
 */
public final class Excerpt {
  private static final int[] NO_IDS = {};

  private final UnrollConfig config;
  private final Encoding encoding;
  private final StagingContext context;
  private final CorpusReader reader;
  private final CorpusPaths paths;

  private Excerpt(
      SparkSession spark, UnrollConfig config, String key, String data, Encoding encoding) {
    this.config = config;
    this.encoding = encoding;
    this.context = new StagingContext(spark, config);
    this.paths = CorpusPaths.parse(key, data);
    this.reader = new CorpusReader(spark, config, paths);
  }

  /**
   * One sequence; in stream mode one window of the text, whose last symbol begins the next one.
   *
   * @param symbols as the corpus spells them; of a translator those of the source; empty where the
   *     input is dense only
   * @param labels as the corpus spells them; empty where it has none
   */
  public record Sequence(List<String> symbols, List<String> labels, Example example) {}

  /**
   * Reads.
   *
   * @param key what names the data, for messages, such as {@code --data}
   * @param data path or table
   * @param encoding the model's
   * @param most how many sequences are wanted
   * @return in the order of the corpus, at least one
   * @throws UserError if there is a mistake in what is read, or nothing to read
   */
  public static List<Sequence> read(
      SparkSession spark,
      UnrollConfig config,
      String key,
      String data,
      Encoding encoding,
      int most) {
    Excerpt excerpt = new Excerpt(spark, config, key, data, encoding);
    return JobDescription.during(
        excerpt.context.spark(),
        "reading " + key,
        () ->
            config.train().mode() == TrainingMode.STREAM
                ? excerpt.windows(most)
                : excerpt.examples(most));
  }

  private List<Sequence> examples(int most) {
    LabelSplitter splitter = context.labels();
    RawCorpus corpus =
        reader
            .read()
            .then(new ExampleTokenizer(config.task(), config.corpus(), context.symbols()))
            .withoutEmptyTexts();
    LabelSet known = encoding.labels();
    if (known != null) {
      corpus = corpus.then(example -> splitter.require(known, example));
    }
    ExampleEncoder encoder = new ExampleEncoder(config.task(), encoding, splitter);
    List<Sequence> sequences = new ArrayList<>();
    for (RawExample raw : take(corpus, most)) {
      Example encoded = encoder.encode(raw);
      Example numbered =
          new Example(
              sequences.size(),
              encoded.tokens(),
              encoded.features(),
              encoded.targets(),
              encoded.values());
      List<String> symbols = raw.text() == null ? List.of() : raw.text().symbols();
      sequences.add(new Sequence(symbols, raw.labels(), numbered));
    }
    return sequences;
  }

  private List<Sequence> windows(int most) {
    int window = config.train().window();
    List<String> symbols = symbols(most * window + 1L);
    if (symbols.size() < 2) {
      throw new UserError(paths.key() + " must have at least 2 symbols, got " + symbols.size());
    }
    List<Sequence> windows = new ArrayList<>();
    for (int from = 0; from + 1 < symbols.size() && windows.size() < most; from += window) {
      List<String> of = symbols.subList(from, Math.min(from + window + 1, symbols.size()));
      int[] ids = encoding.vocabulary().encode(of);
      windows.add(new Sequence(of, List.of(), Example.of(windows.size(), ids, NO_IDS)));
    }
    return windows;
  }

  /** The beginning of the text, so many symbols or more where it has them. */
  private List<String> symbols(long least) {
    Symbols cutter = context.symbols();
    boolean continuous = reader.isContinuous();
    String eos = encoding.vocabulary().symbol(Vocabulary.EOS);
    RawCorpus corpus = reader.read();
    for (int records = 1024; ; records *= 8) {
      List<RawExample> raw = take(corpus, records);
      List<String> symbols = new ArrayList<>();
      for (RawExample record : raw) {
        if (continuous && record.place().beginsFile() && !symbols.isEmpty()) {
          symbols.add(eos);
        }
        symbols.addAll(cutter.of(record.text()));
        if (!continuous) {
          symbols.add(eos);
        }
      }
      if (symbols.size() >= least || raw.size() < records) {
        return symbols;
      }
    }
  }

  private List<RawExample> take(RawCorpus corpus, int most) {
    List<RawExample> examples = new ArrayList<>();
    for (Parsed record : corpus.records().take(most)) {
      if (record instanceof Problem problem) {
        throw corpus.error(problem);
      }
      examples.add((RawExample) record);
    }
    if (examples.isEmpty()) {
      throw new UserError(paths.key() + " must not be empty, got no records in " + paths);
    }
    // Spark takes large pieces of files first, and paragraphs across a border of pieces last.
    examples.sort(Comparator.comparing(RawExample::place));
    return examples;
  }
}
