package dev.unroll.network;

import dev.unroll.linalg.Buffer;

/** Scratch of an {@link Output}; belongs to one thread. */
class OutputTape {
  final Buffer scores = new Buffer();
  final Buffer targetLogProbabilities = new Buffer();
  final Buffer factors = new Buffer();
  private final Buffer zeros = new Buffer();

  /** At least {@code n} zeros, not to be written. */
  float[] zeros(int n) {
    return zeros.atLeast(n);
  }
}
