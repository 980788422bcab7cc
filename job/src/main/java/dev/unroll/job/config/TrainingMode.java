package dev.unroll.job.config;

/** How sequences are laid out over training steps. */
public enum TrainingMode {
  /** Contiguous streams in windows, the state carried from window to window. */
  STREAM,
  /** Each sequence by itself. */
  SENTENCE
}
