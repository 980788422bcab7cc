package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.linalg.CounterRandom;

/** Masks of dropped and kept elements, a function of seed, step, example and place. */
final class DropoutMask {
  /** Where a mask applies; the constants are part of the recipe of every trained model. */
  static final int EMBEDDING = 1;

  static final int INPUT = 2;
  static final int OUTPUT = 3;
  static final int RECURRENT = 4;
  static final int HIDDEN = 16;

  private DropoutMask() {}

  private static long key(Training training, int place) {
    long key = CounterRandom.key(CounterRandom.key(training.seed(), training.step()), place);
    return key;
  }

  /** Key of the draws of one example at one place. */
  static long key(Training training, int place, long exampleId) {
    return CounterRandom.key(key(training, place), exampleId);
  }

  /** Fills a mask (width, N): 0 or 1/(1-rate). */
  static void fill(
      float[] mask,
      int width,
      Packing packing,
      long[] exampleIds,
      float rate,
      Training training,
      int place) {
    int blocks = (width + 3) / 4;
    for (int b = 0; b < packing.sequences(); b++) {
      long key = key(training, place, exampleIds[b]);
      for (int t = 0; t < packing.length(b); t++) {
        long first = training.dropout().variational() ? 0 : (long) t * blocks;
        draw(mask, width * packing.column(t, b), width, rate, key, first);
      }
    }
  }

  /** Fills a mask for the recurrent weights of one layer and direction, the same on all shards. */
  static void fillWeights(float[] mask, int size, float rate, Training training, int layer) {
    draw(mask, 0, size, rate, key(training, RECURRENT, layer), 0);
  }

  /** Whether draw {@code index} of the key drops. */
  static boolean drops(long key, long index, float rate) {
    return CounterRandom.uniform(key, index) < rate;
  }

  /** Each draw of 64 bits decides four elements, at a resolution of 2^-16. */
  private static void draw(float[] mask, int at, int n, float rate, long key, long first) {
    int threshold = Math.round(rate * 65536f);
    float kept = 1f / (1f - rate);
    for (int i = 0; i < n; i += 4) {
      long bits = CounterRandom.bits(key, first + i / 4);
      int end = Math.min(n, i + 4);
      for (int k = i; k < end; k++) {
        mask[at + k] = (int) (bits & 0xffff) < threshold ? 0f : kept;
        bits >>>= 16;
      }
    }
  }
}
