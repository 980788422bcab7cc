package dev.unroll.job.cli;

import dev.unroll.decode.Sampling;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.report.ProgressLine;
import dev.unroll.job.store.Models;
import dev.unroll.job.train.TrainingRun;
import dev.unroll.text.SymbolUnit;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code train}. */
final class TrainVerb {
  private static final int SAMPLE_CHARACTERS = 500;
  private static final int SAMPLE_WORDS = 80;
  private static final double SAMPLE_TEMPERATURE = 0.5;

  private TrainVerb() {}

  static TrainSummary train(TrainCommand.Request request) throws IOException {
    UnrollConfig config = request.config().values();
    long began = System.nanoTime();
    try (SparkSession session = Sessions.open("train", config.blas())) {
      TrainingRun run =
          new TrainingRun(
              session,
              request.config(),
              List.of(ProgressLine.forStandardError(config.run().progressInterval())));
      TrainingRun.Result result = run.run(request.resume());
      Model model = Models.read(result.model(), session.sparkContext().hadoopConfiguration());
      return new TrainSummary(
          result.model(),
          result.step(),
          result.metrics(),
          (System.nanoTime() - began) / 1e9,
          model.task() == Task.LANGUAGE_MODEL ? sample(model, config.run().seed()) : "");
    }
  }

  /** What a language model writes by itself. */
  private static String sample(Model model, long seed) {
    boolean characters = model.text().unit() == SymbolUnit.CHAR;
    Sampling sampling =
        new Sampling(
            SAMPLE_TEMPERATURE, 0, 1, false, characters ? SAMPLE_CHARACTERS : SAMPLE_WORDS, seed);
    return SampleVerb.write(model, sampling, "", null, 1).get(0).text();
  }
}
