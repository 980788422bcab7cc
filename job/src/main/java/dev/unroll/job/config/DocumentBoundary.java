package dev.unroll.job.config;

/** What ends a document of a plain text corpus. */
public enum DocumentBoundary {
  LINE,
  FILE,
  BLANK_LINE
}
