package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.metrics.Perplexity;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.Workspace;
import dev.unroll.text.Vocabulary;
import java.util.LinkedHashMap;
import java.util.Map;

/** Predicted symbols: nats for each, end symbols included. Chosen by loss. */
final class TextEvaluation implements Evaluation {
  private static final long serialVersionUID = 1;

  private final boolean characters;
  private final Perplexity perplexity = new Perplexity();
  private long unknown;

  TextEvaluation(boolean characters) {
    this.characters = characters;
  }

  @Override
  public void add(Network network, float[] parameters, Batch batch, Workspace workspace) {
    LossSum sum = network.loss(parameters, batch, workspace);
    perplexity.add(sum.loss(), sum.count());
    SequenceBatch predicted =
        batch instanceof PairBatch pairs ? pairs.target() : (SequenceBatch) batch;
    for (int id : ((Target.Ids) predicted.target()).ids()) {
      unknown += id == Vocabulary.UNK ? 1 : 0;
    }
  }

  @Override
  public void merge(Evaluation other) {
    TextEvaluation that = (TextEvaluation) other;
    perplexity.merge(that.perplexity);
    unknown += that.unknown;
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
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("symbols", perplexity.tokens());
    details.put("unknown_rate", (double) unknown / perplexity.tokens());
    return details;
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
