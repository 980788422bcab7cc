package dev.unroll.job.corpus;

import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.Task;
import dev.unroll.job.config.UserError;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Vocabulary;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;

/**
 * A corpus for training, validation or evaluation that was read once and is well-formed.
 *
 * @param stream the whole as one sequence, in stream mode; else null
 */
record CorpusPart(
    CorpusPaths paths, JavaRDD<RawExample> examples, Survey survey, StreamText stream) {

  /**
   * Reads a corpus once.
   *
   * @param key what names it, for messages
   * @param value its path or table
   * @param known the labels that may occur; null for any
   * @throws UserError if there is a mistake in it
   */
  static CorpusPart read(StagingContext context, String key, String value, LabelSet known) {
    CorpusPaths paths = CorpusPaths.parse(key, value);
    CorpusReader reader = new CorpusReader(context.session(), context.config(), paths);
    return context.isStream()
        ? readStream(context, reader, paths)
        : readExamples(context, reader.read(), known);
  }

  private static CorpusPart readStream(
      StagingContext context, CorpusReader reader, CorpusPaths paths) {
    if (context.config().corpus().format() == CorpusFormat.TABLE) {
      throw new UserError(
          "train.mode must be sentence for corpus.format = table, got stream; the rows of a table"
              + " have no order");
    }
    if (context.config().corpus().featureSize() > 0) {
      throw new UserError(
          "train.mode must be sentence with corpus.features-column, got stream; a stream is of"
              + " symbols only");
    }
    RawCorpus corpus = reader.read();
    Symbols symbols = context.symbols();
    if (!reader.isContinuous()) {
      Survey survey = Survey.of(corpus, example -> symbols.count(example.text()) + 1);
      return new CorpusPart(
          paths, corpus.examples(), survey, StreamText.ofRecords(corpus.examples(), survey));
    }
    Survey survey = Survey.of(corpus, example -> symbols.count(example.text()));
    Set<String> withNewline =
        context.config().corpus().unit() == SymbolUnit.CHAR
            ? FinalNewlines.of(survey.files(), context.spark(), context.serializableHadoop())
            : Set.of();
    StreamText stream = StreamText.ofFiles(corpus.examples(), survey, withNewline);
    return new CorpusPart(paths, corpus.examples(), survey, stream);
  }

  private static CorpusPart readExamples(StagingContext context, RawCorpus raw, LabelSet known) {
    Task task = context.config().task();
    RawCorpus corpus =
        raw.then(new ExampleTokenizer(task, context.config().corpus(), context.symbols()))
            .withoutEmptyTexts();
    if (known != null) {
      LabelSplitter splitter = context.labels();
      corpus = corpus.then(example -> splitter.require(known, example));
    }
    int featureSize = context.config().corpus().featureSize();
    Survey survey = Survey.of(corpus, example -> symbolsOf(task, featureSize, example));
    return new CorpusPart(raw.paths(), corpus.examples(), survey, null);
  }

  /** Symbols of an example, its end included; dense vectors where it has no symbols. */
  private static int symbolsOf(Task task, int featureSize, RawExample example) {
    if (example.text() == null) {
      return example.features().length / featureSize;
    }
    int symbols = example.text().symbols().size();
    return switch (task) {
      case LANGUAGE_MODEL, GENERATOR -> symbols + 1;
      case TRANSLATOR -> symbols + example.target().symbols().size() + 1;
      case TAGGER, CLASSIFIER, REGRESSOR -> symbols;
    };
  }

  /** Numbers symbols and labels by what occurs here. */
  Encoding count(StagingContext context) {
    boolean hasText = !examples.filter(example -> example.text() != null).isEmpty();
    return new Encoding(
        hasText ? vocabulary(context, texts(context)) : null,
        context.config().task() == Task.TRANSLATOR
            ? vocabulary(context, examples.map(RawExample::target))
            : null,
        hasLabels(context) ? labels(context) : null);
  }

  private JavaRDD<Text> texts(StagingContext context) {
    return stream != null ? stream.texts(context.spark()) : examples.map(RawExample::text);
  }

  private static Vocabulary vocabulary(StagingContext context, JavaRDD<Text> texts) {
    return VocabularyBuilder.symbols(texts, context.symbols(), context.config().corpus());
  }

  private static boolean hasLabels(StagingContext context) {
    return switch (context.config().task()) {
      case TAGGER, CLASSIFIER -> true;
      case GENERATOR -> !context.config().corpus().condition().isEmpty();
      case LANGUAGE_MODEL, REGRESSOR, TRANSLATOR -> false;
    };
  }

  private LabelSet labels(StagingContext context) {
    LabelSplitter splitter = context.labels();
    JavaRDD<String> labels =
        examples.flatMap(
            example ->
                example.labels().stream()
                    .flatMap(label -> splitter.outputs(label).stream())
                    .iterator());
    return VocabularyBuilder.labels(labels, paths);
  }
}
