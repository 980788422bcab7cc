package dev.unroll.inspect;

import dev.unroll.batch.Batch;
import dev.unroll.network.LossSum;
import dev.unroll.network.Network;
import dev.unroll.network.Training;
import dev.unroll.network.Workspace;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.Slice;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.Optimizer;
import java.util.Collection;
import java.util.List;

/**
 * Euclidean norms of one named parameter.
 *
 * @param name the tensor's name
 * @param size number of values
 * @param weight of the values
 * @param gradient of the mean gradient over the data, before clipping
 * @param update of the change that one step of an optimizer makes with this gradient
 */
public record ParameterNorms(String name, int size, double weight, double gradient, double update) {

  /** A step's size in relation to what it changes. */
  public double relativeUpdate() {
    return update / weight;
  }

  /**
   * Measures, without dropout or class weights.
   *
   * @param parameters read only
   * @param batches with targets
   * @param optimizer takes one step
   */
  public static List<ParameterNorms> of(
      Network network,
      float[] parameters,
      Collection<? extends Batch> batches,
      GradientClipping clipping,
      Optimizer optimizer,
      double learningRate) {
    Workspace workspace = network.newWorkspace();
    Gradients gradients = new Gradients(network.layout());
    LossSum sum = LossSum.ZERO;
    for (Batch batch : batches) {
      sum = sum.plus(network.gradients(parameters, batch, Training.plain(), workspace, gradients));
    }
    float[] summed = gradients.values().clone();
    double mean = 1 / sum.weight();
    float[] after = parameters.clone();
    GradientClipping.Result clipped = clipping.clip(gradients, mean);
    optimizer.step(after, gradients, learningRate, clipped.scale());
    return network.layout().slices().stream()
        .map(
            slice ->
                new ParameterNorms(
                    slice.name(),
                    slice.size(),
                    norm(slice, i -> parameters[i]),
                    norm(slice, i -> mean * summed[i]),
                    norm(slice, i -> (double) after[i] - parameters[i])))
        .toList();
  }

  private interface Value {
    double at(int i);
  }

  private static double norm(Slice slice, Value value) {
    double sum = 0;
    for (int i = slice.offset(); i < slice.end(); i++) {
      sum += value.at(i) * value.at(i);
    }
    return Math.sqrt(sum);
  }
}
