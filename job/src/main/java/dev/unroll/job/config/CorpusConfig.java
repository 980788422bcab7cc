package dev.unroll.job.config;

import dev.unroll.text.SpellingVectors;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Tokenizer;
import java.io.Serializable;
import java.util.List;

/**
 * The block {@code corpus}.
 *
 * @param train path or table of the training data, "" where none is set; so for {@code valid} and
 *     {@code test}
 * @param tokenizer how a text is cut into symbols, and whether in lower case
 * @param maxLength longest sequence in symbols, 0 for no limit
 * @param columns column names of files without a header line, empty where the files have one
 * @param featuresColumn column of dense vectors, "" for none
 * @param featureSize length of these vectors, 0 for none
 * @param spellingSize width of the vector beside each word that tells of its spelling, 0 for none
 * @param condition column or header line that a generator starts from, "" for none
 */
public record CorpusConfig(
    String train,
    String valid,
    String test,
    CorpusFormat format,
    SymbolUnit unit,
    Tokenizer tokenizer,
    DocumentBoundary document,
    int maxLength,
    Vocabulary vocabulary,
    String unk,
    String eos,
    List<String> columns,
    String textColumn,
    String labelColumn,
    String tagColumn,
    String sourceColumn,
    String targetColumn,
    String featuresColumn,
    int featureSize,
    int spellingSize,
    String condition)
    implements Serializable {

  /**
   * The block {@code corpus.vocabulary}.
   *
   * @param size most symbols to keep, 0 for all
   * @param minCount fewest occurrences of a symbol that is kept
   */
  public record Vocabulary(int size, long minCount) implements Serializable {

    public Vocabulary {
      Check.atLeast("corpus.vocabulary.size", size, 0);
      if (size == 1 || size == 2) {
        throw ConfigError.must(
            "corpus.vocabulary.size",
            "be 0 or >= 3",
            size,
            "the unknown and the end symbol are two of them");
      }
      Check.atLeast("corpus.vocabulary.min-count", minCount, 1);
    }

    static Vocabulary from(Section vocabulary) {
      return new Vocabulary(vocabulary.integer("size"), vocabulary.whole("min-count"));
    }
  }

  public CorpusConfig {
    columns = List.copyOf(columns);
    Check.atLeast("corpus.max-length", maxLength, 0);
    Check.atLeast("corpus.feature-size", featureSize, 0);
    if ((tokenizer.kind() == Tokenizer.Kind.CHARACTERS) != (unit == SymbolUnit.CHAR)) {
      throw ConfigError.must(
          "corpus.tokenizer",
          unit == SymbolUnit.CHAR ? "be characters" : "be whitespace or unicode",
          Spelling.of(tokenizer.kind()),
          "corpus.unit is " + Spelling.of(unit));
    }
    notEmpty("corpus.unk", unk);
    notEmpty("corpus.eos", eos);
    if (unk.equals(eos)) {
      throw ConfigError.must("corpus.eos", "differ from corpus.unk", '"' + eos + '"');
    }
    if (featureSize > 0 == featuresColumn.isEmpty()) {
      throw ConfigError.must(
          "corpus.feature-size",
          featuresColumn.isEmpty() ? "be 0 without corpus.features-column" : "be >= 1",
          featureSize);
    }
    checkSpelling(unit, featuresColumn, spellingSize);
  }

  private static void checkSpelling(SymbolUnit unit, String featuresColumn, int spellingSize) {
    if (spellingSize == 0) {
      return;
    }
    if (spellingSize < SpellingVectors.SMALLEST) {
      throw ConfigError.must(
          "corpus.spelling-size", "be 0 or >= " + SpellingVectors.SMALLEST, spellingSize);
    }
    if (unit != SymbolUnit.WORD || !featuresColumn.isEmpty()) {
      throw ConfigError.must(
          "corpus.spelling-size",
          "be 0 with corpus.unit = char or corpus.features-column",
          spellingSize);
    }
  }

  /** Width of the dense vector of each step, from a column or the spelling; 0 for none. */
  public int vectorSize() {
    return featureSize + spellingSize;
  }

  static CorpusConfig from(Section corpus) {
    SymbolUnit unit = corpus.oneOf("unit", SymbolUnit.class);
    return new CorpusConfig(
        corpus.text("train"),
        corpus.text("valid"),
        corpus.text("test"),
        corpus.oneOf("format", CorpusFormat.class),
        unit,
        tokenizer(corpus, unit),
        corpus.oneOf("document", DocumentBoundary.class),
        corpus.integer("max-length"),
        Vocabulary.from(corpus.section("vocabulary")),
        corpus.text("unk"),
        corpus.text("eos"),
        corpus.texts("columns"),
        corpus.text("text-column"),
        corpus.text("label-column"),
        corpus.text("tag-column"),
        corpus.text("source-column"),
        corpus.text("target-column"),
        corpus.text("features-column"),
        corpus.integer("feature-size"),
        corpus.integer("spelling-size"),
        corpus.text("condition"));
  }

  private static Tokenizer tokenizer(Section corpus, SymbolUnit unit) {
    Tokenizer.Kind kind = Tokenizer.Kind.WHITESPACE;
    if (!corpus.text("tokenizer").isEmpty()) {
      kind = corpus.oneOf("tokenizer", Tokenizer.Kind.class);
    } else if (unit == SymbolUnit.CHAR) {
      kind = Tokenizer.Kind.CHARACTERS;
    }
    return new Tokenizer(kind, corpus.flag("lowercase"));
  }

  private static void notEmpty(String key, String value) {
    if (value.isEmpty()) {
      throw ConfigError.must(key, "not be empty", "\"\"");
    }
  }
}
