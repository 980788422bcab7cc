package dev.unroll.job.evaluate;

import dev.unroll.batch.Batch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.metrics.Regression;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;

/** Predicted numbers. Chosen by the root of the mean squared error. */
final class NumberEvaluation implements Evaluation {
  private static final long serialVersionUID = 1;

  private final Regression errors = new Regression();
  private LossSum sum = LossSum.ZERO;

  @Override
  public void add(Network network, float[] parameters, Batch batch, Workspace workspace) {
    SequenceBatch sequences = (SequenceBatch) batch;
    float[] gold = ((Target.Values) sequences.target()).values();
    float[] found = ((SequenceNetwork) network).scores(parameters, sequences, workspace);
    for (int i = 0; i < gold.length; i++) {
      errors.add(gold[i], found[i]);
    }
    sum = sum.plus(network.loss(parameters, batch, workspace));
  }

  @Override
  public void merge(Evaluation other) {
    NumberEvaluation that = (NumberEvaluation) other;
    errors.merge(that.errors);
    sum = sum.plus(that.sum);
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(LOSS, sum.mean());
    metrics.put("rmse", errors.rmse());
    metrics.put("mae", errors.mae());
    return metrics;
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("numbers", errors.count());
  }

  @Override
  public String chosenBy() {
    return "rmse";
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }
}
