package dev.unroll.batch;

/**
 * Sequences side by side. Matrices are column-major; columns are those of the packing. Arrays are
 * shared, not copied, and not written by a network.
 *
 * @param packing lengths and places of the sequences
 * @param exampleIds (m) number of each sequence in the corpus, the key of its random draws
 * @param tokens (columns) symbol ids, -1 for the zero vector; null where the input is dense only
 * @param features (F, columns) dense input; null where there is none
 * @param firstInput (X, m) replaces the input vectors of the first step; null where not given
 * @param initialState flat state of the stack, see {@code Stack}; null for the network's own
 * @param target what to compare with; null where nothing is compared
 */
public record SequenceBatch(
    Packing packing,
    long[] exampleIds,
    int[] tokens,
    float[] features,
    float[] firstInput,
    float[] initialState,
    Target target)
    implements Batch {

  /** Sequences of symbols from the network's own initial state. */
  public static SequenceBatch ofTokens(
      Packing packing, long[] exampleIds, int[] tokens, Target target) {
    return new SequenceBatch(packing, exampleIds, tokens, null, null, null, target);
  }

  /** The same batch from another initial state. */
  public SequenceBatch withInitialState(float[] state) {
    return new SequenceBatch(packing, exampleIds, tokens, features, firstInput, state, target);
  }

  @Override
  public int size() {
    return packing.sequences();
  }
}
