package dev.unroll.job.page;

import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunEnd;
import dev.unroll.job.report.RunFile;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code report.html} at the end of a run, whichever way it ends. If that fails, the log
 * says so and the run ends as it would have.
 */
public final class RunPageFile implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunPageFile.class);

  private final FileSystem fileSystem;
  private final Path file;
  private final RecordedRun run;

  /**
   * The page of a run.
   *
   * @param run whose history must hear of every event first
   */
  public RunPageFile(FileSystem fileSystem, Path file, RecordedRun run) {
    this.fileSystem = fileSystem;
    this.file = file;
    this.run = run;
  }

  @Override
  public void onEnd(RunEnd end) {
    try {
      write(fileSystem, file, run);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be written: {}", file, e.toString());
    }
  }

  /** Writes the page of what is known of a run, over an older one. */
  public static void write(FileSystem fileSystem, Path file, RecordedRun run) throws IOException {
    RunFile.replace(fileSystem, file, RunPage.of(run).getBytes(StandardCharsets.UTF_8));
  }
}
