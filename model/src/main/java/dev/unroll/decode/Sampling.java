package dev.unroll.decode;

import dev.unroll.linalg.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * How the next symbol is drawn from the distribution of a language model.
 *
 * @param temperature what log-probabilities are divided by; 0 takes the most probable symbol
 * @param topK how many of the most probable symbols may be drawn; 0 for all
 * @param topP probability of the most probable symbols that may be drawn; 1 for all
 * @param allowUnk whether the unknown symbol may be drawn
 * @param maxLength most symbols of a sample, the prefix not counted
 * @param seed with the number of a sample and the position in it the key of every draw: the same
 *     seed gives the same samples
 */
public record Sampling(
    double temperature, int topK, double topP, boolean allowUnk, int maxLength, long seed) {

  /** Checks all numbers. */
  public Sampling {
    check(
        temperature >= 0 && temperature < Double.POSITIVE_INFINITY,
        "temperature",
        ">= 0",
        temperature);
    check(topK >= 0, "top-k", ">= 0", topK);
    check(topP > 0 && topP <= 1, "top-p", "> 0 and <= 1", topP);
    check(maxLength >= 1, "max-length", ">= 1", maxLength);
  }

  /** From the model's own distribution, without the unknown symbol. */
  public static Sampling plain(int maxLength, long seed) {
    return new Sampling(1, 0, 1, false, maxLength, seed);
  }

  /** What is done to the distribution, in this order. */
  List<SamplingFilter> filters(int unk) {
    List<SamplingFilter> filters = new ArrayList<>();
    if (!allowUnk) {
      filters.add(new SamplingFilter.Without(unk));
    }
    if (temperature == 0) {
      filters.add(new SamplingFilter.TopK(1));
      return filters;
    }
    if (temperature != 1) {
      filters.add(new SamplingFilter.Temperature(temperature));
    }
    if (topK > 0) {
      filters.add(new SamplingFilter.TopK(topK));
    }
    if (topP < 1) {
      filters.add(new SamplingFilter.TopP(topP));
    }
    return filters;
  }

  /** Draws a symbol by its weight. */
  int draw(float[] logWeights, long sample, int position) {
    double[] weights = weights(logWeights);
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = sum * CounterRandom.uniformDouble(CounterRandom.key(seed, sample), position);
    int last = 0;
    for (int symbol = 0; symbol < weights.length; symbol++) {
      if (weights[symbol] > 0) {
        last = symbol;
        left -= weights[symbol];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  /** exp of the log-weights, the largest scaled to 1; the same on every machine. */
  static double[] weights(float[] logWeights) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logWeight : logWeights) {
      max = Math.max(max, logWeight);
    }
    double[] weights = new double[logWeights.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = StrictMath.exp(logWeights[i] - max);
    }
    return weights;
  }

  private static void check(boolean holds, String name, String rule, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + rule + ", got " + got);
    }
  }
}
