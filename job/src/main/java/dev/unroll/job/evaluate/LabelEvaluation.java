package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.decode.TagDecoder;
import dev.unroll.job.config.Task;
import dev.unroll.metrics.ConfusionMatrix;
import dev.unroll.metrics.FScore;
import dev.unroll.metrics.Span;
import dev.unroll.metrics.SpanScorer;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Exactly one label at each position: of a tagger at each symbol, of a classifier at each sequence.
 * Chosen by accuracy, or where the labels are tags of spans (IOB1, IOB2, BIOES) by the spans' F1.
 */
final class LabelEvaluation implements Evaluation {
  private static final long serialVersionUID = 1;

  private final Task task;
  private final ConfusionMatrix confusion;
  private final Confusions confusions;
  private final SpanScorer spans; // null where labels are not tags of spans
  private LossSum sum = LossSum.ZERO;

  LabelEvaluation(Task task, List<String> labels) {
    this.task = task;
    this.confusion = new ConfusionMatrix(labels);
    this.confusions = new Confusions(labels.size());
    this.spans = task == Task.TAGGER && Span.areTags(labels) ? new SpanScorer() : null;
  }

  @Override
  public void add(Network network, float[] parameters, Batch batch, Workspace workspace) {
    SequenceBatch sequences = (SequenceBatch) batch;
    TagDecoder decoder = new TagDecoder((SequenceNetwork) network, parameters);
    int[] found = decoder.labels(sequences, workspace);
    int[] gold = ((Target.Ids) sequences.target()).ids();
    for (int i = 0; i < gold.length; i++) {
      if (gold[i] >= 0) {
        confusion.add(gold[i], found[i]);
      }
    }
    if (!Arrays.equals(gold, found)) {
      addConfusions(sequences, gold, found);
    }
    if (spans != null) {
      for (int b = 0; b < sequences.size(); b++) {
        spans.add(
            labels(gold, gold, sequences.packing(), b),
            labels(found, gold, sequences.packing(), b));
      }
    }
    sum = sum.plus(network.loss(parameters, batch, workspace));
  }

  private void addConfusions(SequenceBatch sequences, int[] gold, int[] found) {
    Packing packing = sequences.packing();
    for (int b = 0; b < sequences.size(); b++) {
      int positions = task == Task.TAGGER ? packing.length(b) : 1;
      for (int t = 0; t < positions; t++) {
        int i = task == Task.TAGGER ? packing.column(t, b) : b;
        if (gold[i] >= 0 && gold[i] != found[i]) {
          confusions.add(gold[i], found[i], sequences, b, task == Task.TAGGER ? t : -1);
        }
      }
    }
  }

  /** The labels of sequence b at the positions that count. */
  private List<String> labels(int[] ids, int[] gold, Packing packing, int b) {
    List<String> names = confusion.labels();
    List<String> labels = new ArrayList<>(packing.length(b));
    for (int t = 0; t < packing.length(b); t++) {
      int column = packing.column(t, b);
      if (gold[column] >= 0) {
        labels.add(names.get(ids[column]));
      }
    }
    return labels;
  }

  @Override
  public void merge(Evaluation other) {
    LabelEvaluation that = (LabelEvaluation) other;
    sum = sum.plus(that.sum);
    confusion.merge(that.confusion);
    confusions.merge(that.confusions);
    if (spans != null) {
      spans.merge(that.spans);
    }
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(LOSS, sum.mean());
    metrics.put("accuracy", confusion.accuracy());
    if (spans != null) {
      metrics.put("precision", spans.micro().precision());
      metrics.put("recall", spans.micro().recall());
      metrics.put("f1", spans.micro().f1());
    }
    metrics.put("macro_f1", spans != null ? spans.macroF1() : confusion.macroF1());
    return metrics;
  }

  /** Scores by type of span, or by label, and the confusion matrix of a classifier. */
  @Override
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put(task == Task.TAGGER ? "symbols" : "sequences", confusion.total());
    List<String> labels = confusion.labels();
    if (spans != null) {
      Map<String, Object> byType = new LinkedHashMap<>();
      spans.byType().forEach((type, score) -> byType.put(type, scores(score)));
      details.put("by_type", byType);
      return details;
    }
    Map<String, Object> byLabel = new LinkedHashMap<>();
    for (int label = 0; label < labels.size(); label++) {
      byLabel.put(labels.get(label), scores(confusion.score(label)));
    }
    details.put("by_label", byLabel);
    if (task == Task.CLASSIFIER) {
      Map<String, Object> matrix = new LinkedHashMap<>();
      for (int gold = 0; gold < labels.size(); gold++) {
        Map<String, Long> row = new LinkedHashMap<>();
        for (int found = 0; found < labels.size(); found++) {
          row.put(labels.get(found), confusion.count(gold, found));
        }
        matrix.put(labels.get(gold), row);
      }
      details.put("confusion", matrix);
    }
    return details;
  }

  @Override
  public List<Confusion> confusions(int atMost) {
    return confusions.mostFrequent(confusion, atMost);
  }

  static Map<String, Object> scores(FScore score) {
    Map<String, Object> scores = new LinkedHashMap<>();
    scores.put("precision", score.precision());
    scores.put("recall", score.recall());
    scores.put("f1", score.f1());
    scores.put("gold", score.gold());
    scores.put("found", score.found());
    return scores;
  }

  @Override
  public String chosenBy() {
    return spans != null ? "f1" : "accuracy";
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }
}
