package dev.unroll.job.report;

import dev.unroll.job.chart.Panel;
import dev.unroll.job.chart.PngChart;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code curves.png} up to date: drawn again after every validation (after every checkpoint
 * while there is none) and at the end. A thread of its own draws, so that training does not wait;
 * where it is slower than the validations, it leaves some of them out. If drawing or writing fails,
 * the log says so once and training goes on.
 */
public final class CurvesFile implements TrainingListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CurvesFile.class);
  private static final int CLOSING_SECONDS = 60;

  private final FileSystem fileSystem;
  private final Path file;
  private final RunHistory history;
  private final double clipNorm;
  private final AtomicReference<List<Panel>> waiting = new AtomicReference<>();
  private final ExecutorService drawing =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "curves");
            thread.setDaemon(true);
            return thread;
          });
  private boolean failed; // of the drawing thread alone

  /**
   * The curves of a run.
   *
   * @param history of the run; it must hear of every event first
   * @param clipNorm the bound of the gradient's norm, infinite where there is none
   */
  public CurvesFile(FileSystem fileSystem, Path file, RunHistory history, double clipNorm) {
    this.fileSystem = fileSystem;
    this.file = file;
    this.history = history;
    this.clipNorm = clipNorm;
  }

  @Override
  public void onValidation(ValidationReport validation) {
    redraw();
  }

  @Override
  public void onCheckpoint(CheckpointReport checkpoint) {
    if (history.lastValidation() == null) {
      redraw();
    }
  }

  @Override
  public void onEnd(RunEnd end) {
    redraw();
  }

  private void redraw() {
    if (waiting.getAndSet(RunCurves.of(history, clipNorm)) == null) {
      drawing.execute(this::drawNewest);
    }
  }

  private void drawNewest() {
    List<Panel> panels = waiting.getAndSet(null);
    if (panels.isEmpty()) {
      return;
    }
    try {
      RunFile.replace(fileSystem, file, PngChart.draw(panels));
    } catch (Exception | Error e) { // a JDK without fonts or graphics libraries throws errors
      if (!failed) {
        LOG.warn("{} cannot be written, training goes on without it: {}", file, e.toString());
      }
      failed = true;
    }
  }

  /** Waits until the last chart is written. */
  @Override
  public void close() {
    drawing.shutdown();
    try {
      if (!drawing.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} is not written yet after {} s", file, CLOSING_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
