package dev.unroll.decode;

import java.util.Arrays;

/**
 * Changes the log-weights of the next symbol before one is drawn. Weights need not sum to one;
 * negative infinity rules a symbol out.
 */
public sealed interface SamplingFilter {

  /** Changes the weights in place. */
  void apply(float[] logWeights);

  /** Divides by a temperature: below 1 the probable becomes more probable. */
  record Temperature(double temperature) implements SamplingFilter {
    @Override
    public void apply(float[] logWeights) {
      for (int i = 0; i < logWeights.length; i++) {
        logWeights[i] = (float) (logWeights[i] / temperature);
      }
    }
  }

  /** Rules one symbol out, which is the same as drawing again whenever it is drawn. */
  record Without(int symbol) implements SamplingFilter {
    @Override
    public void apply(float[] logWeights) {
      logWeights[symbol] = Float.NEGATIVE_INFINITY;
    }
  }

  /** Keeps the k most probable symbols; of equal ones those with the lower id. */
  record TopK(int k) implements SamplingFilter {
    @Override
    public void apply(float[] logWeights) {
      int[] order = byFallingWeight(logWeights);
      for (int i = k; i < order.length; i++) {
        logWeights[order[i]] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /**
   * Keeps the fewest symbols that together have probability p (Holtzman et al.: "The Curious Case
   * of Neural Text Degeneration", ICLR 2020).
   */
  record TopP(double p) implements SamplingFilter {
    @Override
    public void apply(float[] logWeights) {
      int[] order = byFallingWeight(logWeights);
      double[] weights = Sampling.weights(logWeights);
      double needed = p * Arrays.stream(weights).sum();
      double sum = 0;
      for (int symbol : order) {
        if (sum >= needed) {
          logWeights[symbol] = Float.NEGATIVE_INFINITY;
        }
        sum += weights[symbol];
      }
    }
  }

  /** The symbols by falling weight, equal ones by rising id. */
  private static int[] byFallingWeight(float[] logWeights) {
    long[] keys = new long[logWeights.length];
    for (int i = 0; i < keys.length; i++) {
      // The bits of a float, those of the negative ones turned around, rise as the float does.
      int bits = Float.floatToIntBits(0f - logWeights[i]);
      long rising = bits ^ (bits >> 31 & Integer.MAX_VALUE);
      keys[i] = rising << 32 | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }
}
