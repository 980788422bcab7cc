package dev.unroll.inspect;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a network expected at every step of the sequences of a batch, in the order of the batch. */
public final class Expectations {

  private Expectations() {}

  /**
   * The surprise -log p at each target of a softmax, in nats.
   *
   * @param batch with a target id at each step; the value of a target that does not count is 0
   */
  public static List<float[]> surprise(
      SequenceNetwork network, float[] parameters, SequenceBatch batch, Workspace workspace) {
    network.loss(parameters, batch, workspace);
    float[] logP = network.targetLogProbabilities(workspace);
    Packing packing = batch.packing();
    List<float[]> all = new ArrayList<>();
    for (int b = 0; b < packing.sequences(); b++) {
      float[] nats = new float[packing.length(b)];
      for (int t = 0; t < nats.length; t++) {
        nats[t] = 0 - logP[packing.column(t, b)];
      }
      all.add(nats);
    }
    return all;
  }

  /** The probability of every output at each step, (steps, Y) for each sequence. */
  public static List<float[][]> probabilities(
      SequenceNetwork network, float[] parameters, SequenceBatch batch, Workspace workspace) {
    float[] values = network.probabilities(parameters, batch, workspace);
    int nY = network.config().outputSize();
    Packing packing = batch.packing();
    List<float[][]> all = new ArrayList<>();
    for (int b = 0; b < packing.sequences(); b++) {
      float[][] steps = new float[packing.length(b)][];
      for (int t = 0; t < steps.length; t++) {
        int at = nY * packing.column(t, b);
        steps[t] = Arrays.copyOfRange(values, at, at + nY);
      }
      all.add(steps);
    }
    return all;
  }
}
