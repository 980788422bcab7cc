package dev.unroll.metrics;

import java.io.Serializable;

/** Share of things that are right: labels, or whole sequences (exact match). */
public final class Accuracy implements Serializable {
  private static final long serialVersionUID = 1;

  private long correct;
  private long total;

  /** Adds one thing. */
  public Accuracy add(boolean isCorrect) {
    return add(isCorrect ? 1 : 0, 1);
  }

  /** Adds several things at once. */
  public Accuracy add(long correct, long total) {
    this.correct += correct;
    this.total += total;
    return this;
  }

  /** Adds another part's counts into this one. */
  public Accuracy merge(Accuracy other) {
    return add(other.correct, other.total);
  }

  /** Number of right things. */
  public long correct() {
    return correct;
  }

  /** Number of things. */
  public long total() {
    return total;
  }

  /** {@code correct / total}, NaN before the first. */
  public double value() {
    return (double) correct / total;
  }
}
