package dev.unroll.network;

import dev.unroll.linalg.Buffer;

/** Scratch of an {@link Output}; belongs to one thread. */
final class OutputTape {
  final Buffer scores = new Buffer();
  final Buffer targetLogProbabilities = new Buffer();
}
