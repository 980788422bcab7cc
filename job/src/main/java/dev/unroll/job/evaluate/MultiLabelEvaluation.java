package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.metrics.Accuracy;
import dev.unroll.metrics.FScore;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Any number of labels at each position, each said to be there if its probability is above one
 * half. Accuracy is the share of positions with exactly the right labels. Chosen by F1 over all
 * labels and positions.
 */
final class MultiLabelEvaluation implements Evaluation {
  private static final long serialVersionUID = 1;

  private final String[] labels;
  private final long[] correct;
  private final long[] found;
  private final long[] gold;
  private final Accuracy exact = new Accuracy();
  private LossSum sum = LossSum.ZERO;

  MultiLabelEvaluation(List<String> labels) {
    this.labels = labels.toArray(String[]::new);
    this.correct = new long[labels.size()];
    this.found = new long[labels.size()];
    this.gold = new long[labels.size()];
  }

  @Override
  public void add(Network network, float[] parameters, Batch batch, Workspace workspace) {
    SequenceBatch sequences = (SequenceBatch) batch;
    float[] targets = ((Target.Values) sequences.target()).values();
    float[] logits = ((SequenceNetwork) network).scores(parameters, sequences, workspace);
    for (int at = 0; at < targets.length; at += labels.length) {
      boolean allRight = true;
      for (int k = 0; k < labels.length; k++) {
        boolean is = targets[at + k] > 0.5f;
        boolean says = logits[at + k] > 0;
        gold[k] += is ? 1 : 0;
        found[k] += says ? 1 : 0;
        correct[k] += is && says ? 1 : 0;
        allRight &= is == says;
      }
      exact.add(allRight);
    }
    sum = sum.plus(network.loss(parameters, batch, workspace));
  }

  @Override
  public void merge(Evaluation other) {
    MultiLabelEvaluation that = (MultiLabelEvaluation) other;
    for (int k = 0; k < labels.length; k++) {
      correct[k] += that.correct[k];
      found[k] += that.found[k];
      gold[k] += that.gold[k];
    }
    exact.merge(that.exact);
    sum = sum.plus(that.sum);
  }

  private FScore score(int label) {
    return new FScore(correct[label], found[label], gold[label]);
  }

  @Override
  public Map<String, Double> metrics() {
    FScore micro =
        IntStream.range(0, labels.length)
            .mapToObj(this::score)
            .reduce(new FScore(0, 0, 0), FScore::plus);
    double macro =
        IntStream.range(0, labels.length)
            .mapToObj(this::score)
            .filter(score -> score.found() + score.gold() > 0)
            .mapToDouble(FScore::f1)
            .average()
            .orElse(0);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(LOSS, sum.mean());
    metrics.put("accuracy", exact.value());
    metrics.put("precision", micro.precision());
    metrics.put("recall", micro.recall());
    metrics.put("f1", micro.f1());
    metrics.put("macro_f1", macro);
    return metrics;
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> byLabel = new LinkedHashMap<>();
    for (int k = 0; k < labels.length; k++) {
      byLabel.put(labels[k], LabelEvaluation.scores(score(k)));
    }
    return Map.of("by_label", byLabel);
  }

  @Override
  public String chosenBy() {
    return "f1";
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }
}
