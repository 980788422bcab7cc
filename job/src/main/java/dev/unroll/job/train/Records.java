package dev.unroll.job.train;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.page.RunPageFile;
import dev.unroll.job.report.CurvesFile;
import dev.unroll.job.report.MetricsLog;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunHistory;
import dev.unroll.job.report.StepReport;
import dev.unroll.job.report.TrainingListener;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;

/**
 * What a run tells of itself: the files of its directory, and the gauges in Spark's metrics system.
 *
 * @param listeners hear of everything, in this order
 * @param close ends the writing; waits for what is not written yet
 */
record Records(List<TrainingListener> listeners, Runnable close) {

  /** Opens the records of a run. */
  interface Opening {
    /**
     * Opens them.
     *
     * @param resumedStep the last step that is recorded already and kept
     */
    Records open(RunDirectory run, EffectiveConfig config, long resumedStep);
  }

  /** All of them. */
  static Records open(RunDirectory run, EffectiveConfig config, long resumedStep) {
    FileSystem files = run.fileSystem();
    RunHistory history = new RunHistory();
    MetricsLog metrics = MetricsLog.open(files, run.metrics(), resumedStep, history);
    CurvesFile curves =
        new CurvesFile(files, run.curves(), history, config.values().train().clip().norm());
    RecordedRun recorded =
        new RecordedRun(config.values().run().dir(), history, config.settings(), List.of());
    TrainingListener gauges =
        new TrainingListener() {
          @Override
          public void onStep(StepReport step) {
            UnrollPlugin.show(step);
          }
        };
    return new Records(
        List.of(metrics, history, curves, new RunPageFile(files, run.report(), recorded), gauges),
        () -> {
          curves.close();
          metrics.close();
        });
  }
}
