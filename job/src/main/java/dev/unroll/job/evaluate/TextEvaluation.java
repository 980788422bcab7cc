package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.metrics.Perplexity;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;

/** Predicted symbols: nats for each, end symbols included. Chosen by loss. */
final class TextEvaluation implements Evaluation {
  private static final long serialVersionUID = 1;

  private final boolean characters;
  private final Perplexity perplexity = new Perplexity();

  TextEvaluation(boolean characters) {
    this.characters = characters;
  }

  @Override
  public void add(Network network, float[] parameters, Batch batch, Workspace workspace) {
    LossSum sum = network.loss(parameters, batch, workspace);
    perplexity.add(sum.loss(), sum.count());
  }

  @Override
  public void merge(Evaluation other) {
    perplexity.merge(((TextEvaluation) other).perplexity);
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(LOSS, perplexity.nats());
    metrics.put("perplexity", perplexity.perplexity());
    if (characters) {
      metrics.put("bits_per_character", perplexity.bits());
    }
    return metrics;
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("symbols", perplexity.tokens());
  }

  @Override
  public String chosenBy() {
    return LOSS;
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }
}
