package dev.unroll.metrics;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Corpus BLEU as sacreBLEU computes it by default: tokenization {@code 13a}, case kept, n-grams up
 * to 4, exponential smoothing, any number of references per segment.
 *
 * <pre>
 * precision_n = Σ min(count in hypothesis, largest count in a reference) / Σ count in hypothesis
 * BLEU = 100 · BP · (precision_1 … precision_4)^¼
 * BP = min(1, e^(1 - r/c)), c tokens in the hypotheses, r in the references closest in length
 * </pre>
 *
 * <p>The k-th order without a match counts as 1 / (2^k · n-grams). Without any match at all, or
 * with no n-gram of some order, BLEU is 0.
 *
 * <p>References: Papineni et al., ACL 2002; Post, WMT 2018; Chen and Cherry, WMT 2014, method 3.
 */
public final class Bleu implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int MAX_ORDER = 4;

  private final long[] matches = new long[MAX_ORDER];
  private final long[] ngrams = new long[MAX_ORDER];
  private long hypothesisLength;
  private long referenceLength;

  /**
   * Adds one segment, untokenized.
   *
   * @param references empty ones are ignored, as sacreBLEU does
   * @throws IllegalArgumentException if there is no reference
   */
  public Bleu add(String hypothesis, List<String> references) {
    List<String> tokens = Tokenizer13a.tokenize(hypothesis);
    Map<List<String>, Integer> allowed = new HashMap<>();
    long closest = -1;
    for (String reference : references) {
      if (reference.isEmpty()) {
        continue;
      }
      List<String> referenceTokens = Tokenizer13a.tokenize(reference);
      count(referenceTokens).forEach((ngram, n) -> allowed.merge(ngram, n, Math::max));
      closest = closer(tokens.size(), closest, referenceTokens.size());
    }
    if (closest < 0) {
      throw new IllegalArgumentException(
          "references must hold one that is not empty, got " + references);
    }
    count(tokens)
        .forEach(
            (ngram, n) -> {
              ngrams[ngram.size() - 1] += n;
              matches[ngram.size() - 1] += Math.min(n, allowed.getOrDefault(ngram, 0));
            });
    hypothesisLength += tokens.size();
    referenceLength += closest;
    return this;
  }

  /** Adds another part's counts into this one. */
  public Bleu merge(Bleu other) {
    for (int n = 0; n < MAX_ORDER; n++) {
      matches[n] += other.matches[n];
      ngrams[n] += other.ngrams[n];
    }
    hypothesisLength += other.hypothesisLength;
    referenceLength += other.referenceLength;
    return this;
  }

  /** BLEU from 0 to 100. */
  public double score() {
    long allMatches = 0;
    for (long count : matches) {
      allMatches += count;
    }
    if (allMatches == 0) {
      return 0;
    }
    double logarithms = 0;
    double smoothing = 1;
    for (int n = 0; n < MAX_ORDER; n++) {
      if (ngrams[n] == 0) {
        return 0;
      }
      double matched = matches[n];
      if (matches[n] == 0) {
        smoothing *= 2;
        matched = 1 / smoothing;
      }
      logarithms += Math.log(matched / ngrams[n]);
    }
    return 100 * brevityPenalty() * Math.exp(logarithms / MAX_ORDER);
  }

  /** The factor from 0 to 1 for hypotheses shorter than their references. */
  public double brevityPenalty() {
    if (hypothesisLength == 0) {
      return 0;
    }
    return Math.min(1, Math.exp(1 - (double) referenceLength / hypothesisLength));
  }

  /** Tokens in all hypotheses. */
  public long hypothesisLength() {
    return hypothesisLength;
  }

  /** Tokens in the references closest in length to their hypotheses. */
  public long referenceLength() {
    return referenceLength;
  }

  /** Of two reference lengths the closer one, the shorter in a tie; -1 is no length. */
  private static long closer(long length, long a, long b) {
    long distanceA = Math.abs(length - a);
    long distanceB = Math.abs(length - b);
    if (a < 0 || distanceB < distanceA) {
      return b;
    }
    return distanceA < distanceB ? a : Math.min(a, b);
  }

  private static Map<List<String>, Integer> count(List<String> tokens) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int n = 1; n <= MAX_ORDER; n++) {
      for (int i = 0; i + n <= tokens.size(); i++) {
        counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
      }
    }
    return counts;
  }
}
