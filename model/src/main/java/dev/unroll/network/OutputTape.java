package dev.unroll.network;

import dev.unroll.linalg.Buffer;
import dev.unroll.linalg.PackedMatrix;

/** Scratch of an {@link Output}; belongs to one thread. */
class OutputTape {
  final Buffer scores = new Buffer();
  final Buffer targetLogProbabilities = new Buffer();
  final Buffer factors = new Buffer();
  final Buffer max = new Buffer();
  final Buffer expSum = new Buffer();
  final PackedMatrix block = new PackedMatrix();
  private final Buffer zeros = new Buffer();

  /** At least {@code n} zeros, not to be written. */
  float[] zeros(int n) {
    return zeros.atLeast(n);
  }
}
