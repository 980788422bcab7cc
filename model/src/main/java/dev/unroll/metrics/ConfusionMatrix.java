package dev.unroll.metrics;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** How often each gold label was given each predicted label. */
public final class ConfusionMatrix implements Serializable {
  private static final long serialVersionUID = 1;

  private final String[] labels;
  private final long[] counts; // [gold · labels + predicted]

  /** An empty matrix; label ids are positions in the list. */
  public ConfusionMatrix(List<String> labels) {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("labels must not be empty, got none");
    }
    this.labels = labels.toArray(new String[0]);
    this.counts = new long[Math.multiplyExact(labels.size(), labels.size())];
  }

  /** Adds one example. */
  public ConfusionMatrix add(int gold, int predicted) {
    counts[index(gold, predicted)]++;
    return this;
  }

  /**
   * Adds another part's counts into this one.
   *
   * @throws IllegalArgumentException if it has other labels
   */
  public ConfusionMatrix merge(ConfusionMatrix other) {
    if (!labels().equals(other.labels())) {
      throw new IllegalArgumentException("labels must be " + labels() + ", got " + other.labels());
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    return this;
  }

  /** The labels by id. */
  public List<String> labels() {
    return List.of(labels);
  }

  /** Number of examples of a gold label with a predicted label. */
  public long count(int gold, int predicted) {
    return counts[index(gold, predicted)];
  }

  /** Number of examples. */
  public long total() {
    return IntStream.range(0, counts.length).mapToLong(i -> counts[i]).sum();
  }

  /** Share of examples with the right label, which is also the micro-averaged F1. */
  public double accuracy() {
    long correct = ids().mapToLong(label -> count(label, label)).sum();
    return (double) correct / total();
  }

  /** Precision, recall and F1 of one label. */
  public FScore score(int label) {
    long found = ids().mapToLong(gold -> count(gold, label)).sum();
    long gold = ids().mapToLong(predicted -> count(label, predicted)).sum();
    return new FScore(count(label, label), found, gold);
  }

  /** Mean F1 of the labels that occur, as gold or as predicted ones. */
  public double macroF1() {
    return ids()
        .mapToObj(this::score)
        .filter(score -> score.found() + score.gold() > 0)
        .mapToDouble(FScore::f1)
        .average()
        .orElse(0);
  }

  private IntStream ids() {
    return IntStream.range(0, labels.length);
  }

  private int index(int gold, int predicted) {
    if (gold < 0 || gold >= labels.length || predicted < 0 || predicted >= labels.length) {
      throw new IndexOutOfBoundsException(
          "label ids must be >= 0 and < " + labels.length + ", got " + gold + " and " + predicted);
    }
    return gold * labels.length + predicted;
  }
}
