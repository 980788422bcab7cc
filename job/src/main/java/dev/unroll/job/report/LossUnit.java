package dev.unroll.job.report;

/** How people read a mean loss in nats. */
public enum LossUnit {
  /** Words of a language model: exp(loss). */
  PERPLEXITY("perplexity"),
  /** Characters of a language model: loss / ln 2. */
  BITS("bits"),
  /** Every other task: the loss as it is. */
  LOSS("loss");

  private final String label;

  LossUnit(String label) {
    this.label = label;
  }

  /** The name shown beside the number and used as its key in {@code metrics.jsonl}. */
  public String label() {
    return label;
  }

  /** Converts a mean loss in nats. */
  public double of(double nats) {
    return switch (this) {
      case PERPLEXITY -> Math.exp(nats);
      case BITS -> nats / Math.log(2);
      case LOSS -> nats;
    };
  }
}
