package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.network.Output.OutputInput;

/**
 * From the steps of a sequence to one vector.
 *
 * <pre>
 * last   [forward at the last step ; reverse at the first step]
 * mean   Σ_t x_t / T
 * max    max_t x_t, element by element; the first of equal values wins
 * </pre>
 */
record Pooling(NetworkConfig config) {

  /** (width, N) to (width, m), in {@code tape.pooled}. */
  OutputInput forward(OutputInput input, Head.Tape tape) {
    Packing packing = input.packing();
    int width = input.width();
    int m = packing.sequences();
    float[] pooled = tape.pooled.atLeast(width * m);
    if (tape.winners.length < width * m) {
      tape.winners = new int[width * m];
    }
    for (int b = 0; b < m; b++) {
      switch (config.pooling()) {
        case LAST -> copyEnds(input, b, pooled);
        case MEAN -> {
          Matrices.zero(pooled, width * b, width);
          for (int t = 0; t < packing.length(b); t++) {
            int at = input.at() + width * packing.column(t, b);
            Matrices.addScaled(1f / packing.length(b), input.x(), at, pooled, width * b, width);
          }
        }
        case MAX -> {
          for (int k = 0; k < width; k++) {
            int winner = 0;
            for (int t = 1; t < packing.length(b); t++) {
              if (value(input, t, b, k) > value(input, winner, b, k)) {
                winner = t;
              }
            }
            tape.winners[width * b + k] = winner;
            pooled[width * b + k] = value(input, winner, b, k);
          }
        }
        case NONE -> throw new IllegalStateException("pooling must not be none");
      }
    }
    return new OutputInput(pooled, 0, width, m, null);
  }

  private static float value(OutputInput input, int t, int b, int k) {
    return input.x()[input.at() + input.width() * input.packing().column(t, b) + k];
  }

  private void copyEnds(OutputInput input, int b, float[] pooled) {
    int width = input.width();
    int nA = config.hiddenSize();
    int last = input.at() + width * input.packing().lastColumn(b);
    System.arraycopy(input.x(), last, pooled, width * b, nA);
    if (config.bidirectional()) {
      int first = input.at() + width * input.packing().column(0, b);
      System.arraycopy(input.x(), first + nA, pooled, width * b + nA, nA);
    }
  }

  /** Overwrites dx, (width, N), by what {@code tape.dPooled} sends to each step. */
  void backward(Packing packing, Head.Tape tape, float[] dx, int dxAt) {
    int width = config.stackWidth();
    int nA = config.hiddenSize();
    float[] d = tape.dPooled.floats();
    Matrices.zero(dx, dxAt, width * packing.columns());
    for (int b = 0; b < packing.sequences(); b++) {
      switch (config.pooling()) {
        case LAST -> {
          Matrices.add(d, width * b, dx, dxAt + width * packing.lastColumn(b), nA);
          if (config.bidirectional()) {
            int first = dxAt + width * packing.column(0, b) + nA;
            Matrices.add(d, width * b + nA, dx, first, nA);
          }
        }
        case MEAN -> {
          for (int t = 0; t < packing.length(b); t++) {
            int at = dxAt + width * packing.column(t, b);
            Matrices.addScaled(1f / packing.length(b), d, width * b, dx, at, width);
          }
        }
        case MAX -> {
          for (int k = 0; k < width; k++) {
            int t = tape.winners[width * b + k];
            dx[dxAt + width * packing.column(t, b) + k] += d[width * b + k];
          }
        }
        case NONE -> throw new IllegalStateException("pooling must not be none");
      }
    }
  }
}
