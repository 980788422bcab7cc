package dev.unroll.metrics;

import java.io.Serializable;

/** Mean negative log-probability of tokens: nats, bits, and perplexity. */
public final class Perplexity implements Serializable {
  private static final long serialVersionUID = 1;

  private double totalNats;
  private long tokens;

  /** Adds tokens by the sum of their negative natural log-probabilities. */
  public Perplexity add(double nats, long tokens) {
    this.totalNats += nats;
    this.tokens += tokens;
    return this;
  }

  /** Adds another part's tokens into this one. */
  public Perplexity merge(Perplexity other) {
    return add(other.totalNats, other.tokens);
  }

  /** Number of tokens. */
  public long tokens() {
    return tokens;
  }

  /** Sum over all tokens, in nats. */
  public double totalNats() {
    return totalNats;
  }

  /** Nats per token. */
  public double nats() {
    return totalNats / tokens;
  }

  /** Bits per token. */
  public double bits() {
    return nats() / Math.log(2);
  }

  /** e to the nats per token. */
  public double perplexity() {
    return Math.exp(nats());
  }
}
