package dev.unroll.metrics;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Span precision, recall and F1 as the CoNLL script conlleval counts them: a span is correct if the
 * gold standard has one with the same first token, last token and type. See {@link Span#read} for
 * how tags become spans.
 */
public final class SpanScorer implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<String, long[]> byType = new TreeMap<>(); // {correct, found, gold}
  private final Accuracy tags = new Accuracy();

  /**
   * Adds one sentence.
   *
   * @throws IllegalArgumentException if the lengths differ or a tag cannot be read
   */
  public SpanScorer add(List<String> goldTags, List<String> foundTags) {
    if (goldTags.size() != foundTags.size()) {
      throw new IllegalArgumentException(
          "tags must be as many as gold tags = " + goldTags.size() + ", got " + foundTags.size());
    }
    Set<Span> gold = new HashSet<>(Span.read(goldTags));
    for (Span span : gold) {
      counts(span.type())[2]++;
    }
    for (Span span : Span.read(foundTags)) {
      counts(span.type())[1]++;
      if (gold.contains(span)) {
        counts(span.type())[0]++;
      }
    }
    for (int i = 0; i < goldTags.size(); i++) {
      tags.add(goldTags.get(i).equals(foundTags.get(i)));
    }
    return this;
  }

  /** Adds another part's counts into this one. */
  public SpanScorer merge(SpanScorer other) {
    other.byType.forEach(
        (type, more) -> {
          long[] counts = counts(type);
          for (int i = 0; i < counts.length; i++) {
            counts[i] += more[i];
          }
        });
    tags.merge(other.tags);
    return this;
  }

  /** The scores of each type that occurs, gold or found, by name. */
  public SortedMap<String, FScore> byType() {
    SortedMap<String, FScore> scores = new TreeMap<>();
    byType.forEach((type, c) -> scores.put(type, new FScore(c[0], c[1], c[2])));
    return scores;
  }

  /** The score over all spans, whatever their type: conlleval's first line. */
  public FScore micro() {
    return byType().values().stream().reduce(new FScore(0, 0, 0), FScore::plus);
  }

  /** Mean F1 of the types that occur. */
  public double macroF1() {
    return byType().values().stream().mapToDouble(FScore::f1).average().orElse(0);
  }

  /** Share of tokens with the right tag. */
  public Accuracy tagAccuracy() {
    return tags;
  }

  private long[] counts(String type) {
    return byType.computeIfAbsent(type, t -> new long[3]);
  }
}
