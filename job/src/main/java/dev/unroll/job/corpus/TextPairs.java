package dev.unroll.job.corpus;

import dev.unroll.job.config.UnrollConfig;
import dev.unroll.text.Tokenizer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Reads the pairs of a translator's corpus for comparing whole texts. */
public final class TextPairs {

  private TextPairs() {}

  /**
   * The pairs of a corpus that was staged before, and so is known to be whole.
   *
   * @param key what names the data, for messages
   * @param data path or table
   */
  public static JavaRDD<TextPair> read(
      SparkSession spark, UnrollConfig config, String key, String data) {
    Tokenizer tokenizer = config.corpus().tokenizer();
    Symbols symbols = new Symbols(tokenizer);
    return new CorpusReader(spark, config, CorpusPaths.parse(key, data))
        .read()
        .examples()
        .map(
            example ->
                new TextPair(
                    symbols.of(example.text()),
                    symbols.of(example.target()),
                    spelling(example.target(), tokenizer.lowercase())));
  }

  private static String spelling(Text text, boolean lowercase) {
    String written =
        text.characters() != null ? text.characters() : String.join(" ", text.symbols());
    return String.join("", new Tokenizer(Tokenizer.Kind.CHARACTERS, lowercase).symbols(written));
  }
}
