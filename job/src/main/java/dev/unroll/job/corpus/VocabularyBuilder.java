package dev.unroll.job.corpus;

import dev.unroll.job.config.CorpusConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.text.LabelSet;
import dev.unroll.text.Vocabulary;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** Symbols and labels, counted on the cluster and put in an order that no cluster changes. */
final class VocabularyBuilder {
  private static final int SPECIAL_SYMBOLS = 2;
  private static final int MOST_LABELS = 100_000;

  private VocabularyBuilder() {}

  /** A symbol and how often it occurs: the most frequent first, equals by code point. */
  private record Counted(String symbol, long count) implements Comparable<Counted>, Serializable {
    private static final Comparator<Counted> ORDER =
        Comparator.comparingLong(Counted::count)
            .reversed()
            .thenComparing(Counted::symbol, CodePointOrder.INSTANCE);

    @Override
    public int compareTo(Counted other) {
      return ORDER.compare(this, other);
    }
  }

  /** The symbols of the texts that occur often enough, as many as there is room for. */
  static Vocabulary symbols(JavaRDD<Text> texts, Symbols symbols, CorpusConfig corpus) {
    long minCount = corpus.vocabulary().minCount();
    int size = corpus.vocabulary().size();
    String unk = corpus.unk();
    String eos = corpus.eos();
    JavaRDD<Counted> counted =
        texts
            .mapPartitionsToPair(iterator -> new SymbolCounts(iterator, symbols))
            .reduceByKey(Long::sum, texts.getNumPartitions())
            .filter(pair -> pair._2() >= minCount && !isSpecial(pair._1(), unk, eos))
            .map(pair -> new Counted(pair._1(), pair._2()));
    List<Counted> most =
        new ArrayList<>(
            size == 0
                ? counted.collect()
                : counted.takeOrdered(size - SPECIAL_SYMBOLS, Comparator.naturalOrder()));
    most.sort(Comparator.naturalOrder());
    return Vocabulary.of(unk, eos, most.stream().map(Counted::symbol).toList());
  }

  private static boolean isSpecial(String symbol, String unk, String eos) {
    return symbol.equals(unk) || symbol.equals(eos);
  }

  /**
   * All labels, by number if all are numbers, else by code point.
   *
   * @throws UserError if there are none, or far too many
   */
  static LabelSet labels(JavaRDD<String> labels, CorpusPaths paths) {
    List<String> different =
        new ArrayList<>(labels.distinct(labels.getNumPartitions()).take(MOST_LABELS + 1));
    if (different.isEmpty() || different.size() > MOST_LABELS) {
      throw new UserError(
          "%s must have 1 to %d different labels, got %s"
              .formatted(
                  paths.key(), MOST_LABELS, different.isEmpty() ? "none" : "more in " + paths));
    }
    boolean numbers = different.stream().allMatch(VocabularyBuilder::isNumber);
    different.sort(CodePointOrder.INSTANCE);
    if (numbers) {
      different.sort(Comparator.comparing(BigDecimal::new));
    }
    return new LabelSet(different);
  }

  private static boolean isNumber(String label) {
    try {
      new BigDecimal(label);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
