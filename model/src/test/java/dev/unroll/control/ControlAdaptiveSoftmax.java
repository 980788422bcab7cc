package dev.unroll.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The adaptive softmax of Grave et al. (2017): frequent symbols stand in a short list, the others
 * in clusters that the short list has one entry each for.
 *
 * <pre>
 * q = softmax(W v + b)                       cutoff_0 + number of clusters entries    (1)
 * r_i = softmax(W_{i,1} (W_{i,0} v))         over the symbols of cluster i            (2)
 * p[y] = q[y] for y &lt; cutoff_0, else q[cutoff_0 + i] · r_i[y - cutoff_i]              (3)
 * </pre>
 */
final class ControlAdaptiveSoftmax implements ControlOutput {

  private final HeadSpec spec;
  private final Rows head;
  private final Rows bias;
  private final Rows[] narrow;
  private final Rows[] cluster;

  ControlAdaptiveSoftmax(HeadSpec spec, ControlParameters parameters) {
    this.spec = spec;
    this.head = parameters.rows("head.head.weight");
    this.bias = spec.headBias() ? parameters.rows("head.head.bias") : null;
    this.narrow = new Rows[spec.cutoffs().size()];
    this.cluster = new Rows[narrow.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = parameters.rows("head.tail." + i + ".0.weight");
      cluster[i] = parameters.rows("head.tail." + i + ".1.weight");
    }
  }

  @Override
  public double[][] run(double[][] features, ControlExample example, Outcome outcome) {
    double[][] probabilities = new double[features.length][];
    double[][] dFeatures = new double[features.length][];
    double[] targets = new double[features.length];
    for (int t = 0; t < features.length; t++) {
      double[] logP = logProbabilities(features[t]);
      probabilities[t] = Vectors.map(logP, Math::exp);
      targets[t] = logP[example.targetIds()[t]];
      dFeatures[t] = backward(features[t], example.targetIds()[t]);
    }
    ControlOutput.put(outcome, "probabilities", probabilities, spec.pooled());
    ControlOutput.putLogProbabilities(outcome, targets);
    return dFeatures;
  }

  @Override
  public double[] logProbabilities(double[] v) {
    double[] logP = new double[spec.outputSize()];
    double[] logQ = Vectors.logSoftmax(headLogits(v)); // (1)
    int shortList = spec.cutoffs().get(0);
    System.arraycopy(logQ, 0, logP, 0, shortList);
    for (int i = 0; i < cluster.length; i++) {
      double[] logR = Vectors.logSoftmax(cluster[i].times(narrow[i].times(v))); // (2)
      for (int k = 0; k < logR.length; k++) {
        logP[spec.cutoffs().get(i) + k] = logQ[shortList + i] + logR[k]; // (3)
      }
    }
    return logP;
  }

  private double[] headLogits(double[] v) {
    double[] z = head.times(v);
    return bias == null ? z : Vectors.sum(z, bias.times(1));
  }

  /**
   * The gradient of -log p[target]: each softmax on the target's way gets its distribution minus 1
   * at its target.
   */
  private double[] backward(double[] v, int target) {
    int shortList = spec.cutoffs().get(0);
    int entry = target;
    double[] dv = new double[v.length];
    for (int i = 0; i < cluster.length; i++) {
      if (target >= spec.cutoffs().get(i) && target < spec.clusterEnd(i)) {
        entry = shortList + i;
        double[] h = narrow[i].times(v);
        double[] dz = lossGradient(cluster[i].times(h), target - spec.cutoffs().get(i));
        Vectors.addInto(dv, narrow[i].backward(cluster[i].backward(dz, h), v));
      }
    }
    double[] dz = lossGradient(headLogits(v), entry);
    Vectors.addInto(dv, head.backward(dz, v));
    if (bias != null) {
      bias.backward(dz, 1);
    }
    return dv;
  }

  private static double[] lossGradient(double[] z, int target) {
    double[] dz = Vectors.softmax(z);
    dz[target] -= 1;
    return dz;
  }

  /** See {@link Implementation#adaptiveSoftmax}. */
  static Map<String, Tensor> run(
      HeadSpec spec, Map<String, Tensor> parameters, double[][] x, int[] labels) {
    ControlParameters all = new ControlParameters(spec.shapes(x[0].length), parameters);
    ControlAdaptiveSoftmax softmax = new ControlAdaptiveSoftmax(spec, all);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      Outcome outcome = new Outcome();
      ControlExample example = ControlExample.ofTarget(labels[i]);
      outcome.row("input-gradients/x", softmax.run(new double[][] {x[i]}, example, outcome)[0]);
      outcome.row("log-probabilities", softmax.logProbabilities(x[i]));
      outcome.number("target-log-probabilities", -outcome.number("loss-per-sequence"));
      outcomes.add(outcome);
    }
    return Outcome.results(outcomes, all.gradients());
  }
}
