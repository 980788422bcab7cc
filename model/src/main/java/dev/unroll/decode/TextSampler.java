package dev.unroll.decode;

import dev.unroll.decode.LanguageModel.State;
import java.util.Arrays;
import java.util.List;

/**
 * Lets a language model write: each drawn symbol is its next input, until it draws the end or the
 * sample is long enough. Immutable.
 *
 * <p>A sample depends on the model, the prefix, the {@link Sampling} and its number, never on how
 * many others are drawn.
 */
public final class TextSampler {
  private final LanguageModel model;
  private final Sampling sampling;
  private final List<SamplingFilter> filters;

  /**
   * A sampler.
   *
   * @param unk the unknown symbol
   */
  public TextSampler(LanguageModel model, Sampling sampling, int unk) {
    this.model = model;
    this.sampling = sampling;
    this.filters = sampling.filters(unk);
  }

  /**
   * What a model wrote.
   *
   * @param symbols the drawn symbols, without prefix and end
   * @param logProbability of the drawn symbols, the end included, under the model itself, in nats
   * @param ended whether the end was drawn; otherwise the sample is as long as it may be
   */
  public record Sample(int[] symbols, double logProbability, boolean ended) {}

  /** Sample {@code number} after a prefix, which may be empty. */
  public Sample sample(int[] prefix, long number) {
    return sample(model.start(), prefix, number);
  }

  /** Sample {@code number} after a prefix, from a start of the caller's, for example a class. */
  public Sample sample(State start, int[] prefix, long number) {
    State state = start;
    for (int symbol : prefix) {
      state = model.next(state, symbol);
    }
    int[] symbols = new int[sampling.maxLength()];
    double logProbability = 0;
    for (int position = 0; position < symbols.length; position++) {
      float[] logWeights = state.logProbabilities();
      filters.forEach(filter -> filter.apply(logWeights));
      int symbol = sampling.draw(logWeights, number, position);
      logProbability += state.logProbability(symbol);
      if (symbol == model.eos()) {
        return new Sample(Arrays.copyOf(symbols, position), logProbability, true);
      }
      symbols[position] = symbol;
      state = model.next(state, symbol);
    }
    return new Sample(symbols, logProbability, false);
  }
}
