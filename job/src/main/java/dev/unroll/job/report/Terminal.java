package dev.unroll.job.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known about standard error. */
final class Terminal {

  private Terminal() {}

  /** Whether a person's terminal shows standard error and can redraw a line. */
  static boolean showsStandardError() {
    String term = System.getenv("TERM");
    if (term == null || term.equals("dumb")) {
      return false;
    }
    try {
      // Java's console stands for standard input and output together; Linux tells of each stream.
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
