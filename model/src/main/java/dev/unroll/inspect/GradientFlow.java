package dev.unroll.inspect;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.SequenceNetwork.End;
import dev.unroll.network.Workspace;
import dev.unroll.parameter.Gradients;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How much of a gradient is left k steps before the step that it comes from.
 *
 * <pre>
 * g_k = ‖∂L_T/∂a^{&lt;T-k&gt;}‖ / ‖∂L_T/∂a^{&lt;T&gt;}‖
 * </pre>
 *
 * <p>L_T is the loss as it reaches the stack at the last step T of a sequence, a the hidden state
 * of one layer and direction (of an LSTM the activation, its memory c being held). A layer below
 * the top receives the gradient through the layers above it too. A reverse direction ends at the
 * first symbol: there L_T is the loss at that one, and k counts towards the end of the text.
 *
 * @param layer from 0
 * @param reverse whether this is the reverse direction
 * @param norm ‖∂L_T/∂a^{&lt;T&gt;}‖, over sequences
 * @param lags g_k for k = 0, 1, …; sequences without any gradient at T are left out
 */
public record GradientFlow(int layer, boolean reverse, Quartiles norm, List<Lag> lags) {

  /**
   * The gradients of one lag.
   *
   * @param sequences how many reach so far back
   * @param share g_k, over these sequences
   */
  public record Lag(int lag, int sequences, Quartiles share) {}

  /**
   * Measures.
   *
   * @param batches with targets; sequences of one step say nothing
   * @param longest the largest lag wanted
   * @return for each layer, forward then reverse; empty where no sequence has a gradient
   */
  public static List<GradientFlow> of(
      SequenceNetwork network, float[] parameters, Collection<SequenceBatch> batches, int longest) {
    NetworkConfig config = network.config();
    Workspace workspace = network.newWorkspace();
    Gradients unused = new Gradients(network.layout());
    List<GradientFlow> flows = new ArrayList<>();
    for (int direction = 0; direction < config.directions(); direction++) {
      List<Samples> layers = new ArrayList<>();
      for (int layer = 0; layer < config.layers(); layer++) {
        layers.add(new Samples(longest));
      }
      End end = direction == 0 ? End.LAST_STEP : End.FIRST_STEP;
      for (SequenceBatch batch : batches) {
        network.traceBack(parameters, batch, end, workspace, unused);
        for (int layer = 0; layer < layers.size(); layer++) {
          float[] da = network.stateGradients(workspace, layer, direction);
          layers.get(layer).add(da, config.hiddenSize(), batch.packing());
        }
      }
      for (int layer = 0; layer < layers.size(); layer++) {
        if (!layers.get(layer).isEmpty()) {
          flows.add(layers.get(layer).flow(layer, direction == 1));
        }
      }
    }
    flows.sort(Comparator.comparingInt(GradientFlow::layer));
    return flows;
  }

  /** The norms of all sequences by lag. */
  private static final class Samples {
    private final List<Double> norms = new ArrayList<>();
    private final List<List<Double>> shares = new ArrayList<>();
    private final int longest;

    Samples(int longest) {
      this.longest = longest;
    }

    void add(float[] da, int nA, Packing packing) {
      for (int b = 0; b < packing.sequences(); b++) {
        int last = packing.length(b) - 1;
        double norm = norm(da, nA * packing.column(last, b), nA);
        if (!(norm > 0)) {
          continue;
        }
        norms.add(norm);
        for (int lag = 0; lag <= Math.min(last, longest); lag++) {
          if (lag == shares.size()) {
            shares.add(new ArrayList<>());
          }
          double share = norm(da, nA * packing.column(last - lag, b), nA) / norm;
          shares.get(lag).add(share);
        }
      }
    }

    boolean isEmpty() {
      return norms.isEmpty();
    }

    GradientFlow flow(int layer, boolean reverse) {
      List<Lag> lags = new ArrayList<>();
      for (int lag = 0; lag < shares.size(); lag++) {
        List<Double> of = shares.get(lag);
        lags.add(new Lag(lag, of.size(), quartiles(of)));
      }
      return new GradientFlow(layer, reverse, quartiles(norms), lags);
    }

    private static Quartiles quartiles(List<Double> values) {
      return Quartiles.of(values.stream().mapToDouble(value -> value).toArray());
    }

    private static double norm(float[] values, int at, int n) {
      double sum = 0;
      for (int i = at; i < at + n; i++) {
        sum += (double) values[i] * values[i];
      }
      return Math.sqrt(sum);
    }
  }
}
