package dev.unroll.metrics;

/**
 * Precision, recall and F1 by counts.
 *
 * @param correct found and in the gold standard
 * @param found by the model
 * @param gold in the gold standard
 */
public record FScore(long correct, long found, long gold) {
  /** Checks that no more is correct than was found and than there is. */
  public FScore {
    if (correct < 0 || correct > found || correct > gold) {
      throw new IllegalArgumentException(
          "correct must be >= 0 and at most found = "
              + found
              + " and gold = "
              + gold
              + ", got "
              + correct);
    }
  }

  /** Share of what was found that is correct. */
  public double precision() {
    return found == 0 ? 0 : (double) correct / found;
  }

  /** Share of the gold standard that was found. */
  public double recall() {
    return gold == 0 ? 0 : (double) correct / gold;
  }

  /** Harmonic mean of precision and recall. */
  public double f1() {
    return correct == 0 ? 0 : 2.0 * correct / (found + gold);
  }

  /** The counts of both together. */
  public FScore plus(FScore other) {
    return new FScore(correct + other.correct, found + other.found, gold + other.gold);
  }
}
