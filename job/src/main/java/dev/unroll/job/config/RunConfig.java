package dev.unroll.job.config;

import java.io.Serializable;

/**
 * The block {@code run}.
 *
 * @param dir the run directory, "" where none is set
 * @param seed key of all random numbers
 * @param overwrite whether an existing run directory is deleted
 * @param progressInterval seconds between progress lines in a log
 */
public record RunConfig(String dir, long seed, boolean overwrite, int progressInterval)
    implements Serializable {

  public RunConfig {
    Check.atLeast("run.progress-interval", progressInterval, 1);
  }

  static RunConfig from(Section run) {
    return new RunConfig(
        run.text("dir"),
        run.whole("seed"),
        run.flag("overwrite"),
        run.integer("progress-interval"));
  }
}
