package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.job.config.Task;
import dev.unroll.network.Network;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import dev.unroll.text.LabelSet;
import dev.unroll.text.SymbolUnit;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Counts how well a model does on labelled batches. Every executor counts its part; the parts are
 * merged in a fixed order and divided once, when the metrics are read. For one thread at a time.
 */
public sealed interface Evaluation extends Serializable
    permits TextEvaluation, LabelEvaluation, MultiLabelEvaluation, NumberEvaluation {

  /** The metric that every evaluation has: the loss of one output, in nats or squared units. */
  String LOSS = "loss";

  /**
   * Nothing counted yet.
   *
   * @param unit of the text that is predicted; unused for other tasks
   * @param labels names of the outputs; null where they are symbols or numbers
   */
  static Evaluation of(Task task, Network network, SymbolUnit unit, LabelSet labels) {
    return switch (task) {
      case LANGUAGE_MODEL, GENERATOR -> new TextEvaluation(unit == SymbolUnit.CHAR);
      case TRANSLATOR -> new TextEvaluation(false);
      case REGRESSOR -> new NumberEvaluation();
      case TAGGER, CLASSIFIER -> {
        OutputKind output = ((SequenceNetwork) network).config().output();
        yield output == OutputKind.SIGMOID
            ? new MultiLabelEvaluation(labels.labels())
            : new LabelEvaluation(task, labels.labels());
      }
    };
  }

  /**
   * Adds one batch with its targets. Ends with {@link Network#loss}, so that the workspace holds
   * the final states of the batch.
   */
  void add(Network network, float[] parameters, Batch batch, Workspace workspace);

  /**
   * Adds the counts of another part of the data into this one.
   *
   * @throws ClassCastException if the other one counts for another task
   */
  void merge(Evaluation other);

  /** Name to value, in the order in which they are shown; {@link #LOSS} first. */
  Map<String, Double> metrics();

  /** What people want to see beside the metrics: a JSON tree of maps, lists and numbers. */
  default Map<String, Object> details() {
    return Map.of();
  }

  /** What is most often taken for what, in tasks with labels. */
  default List<Confusion> confusions(int atMost) {
    return List.of();
  }

  /** The metric by which the best of several models is chosen. */
  String chosenBy();

  /** Whether the better model has more of {@link #chosenBy}. */
  boolean higherIsBetter();
}
