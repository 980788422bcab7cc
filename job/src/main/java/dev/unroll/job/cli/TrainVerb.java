package dev.unroll.job.cli;

import dev.unroll.decode.Sampling;
import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.report.ProgressLine;
import dev.unroll.job.store.Models;
import dev.unroll.job.train.TrainingRun;
import dev.unroll.text.SymbolUnit;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code train}. */
final class TrainVerb {
  private static final int SAMPLE_CHARACTERS = 500;
  private static final int SAMPLE_WORDS = 80;
  private static final int SAMPLE_TEXTS = 8;
  private static final double SAMPLE_TEMPERATURE = 0.5;

  private TrainVerb() {}

  static TrainSummary train(TrainCommand.Request request) throws IOException {
    UnrollConfig config = request.config().values();
    long began = System.nanoTime();
    try (StopOnSignal signal = new StopOnSignal();
        SparkSession session = Sessions.open("train", config.blas())) {
      TrainingRun run =
          new TrainingRun(
              session,
              request.config(),
              List.of(ProgressLine.forStandardError(config.run().progressInterval())));
      signal.stops(run);
      TrainingRun.Result result = run.run(request.resume());
      Model model = Models.read(result.model(), session.sparkContext().hadoopConfiguration());
      return new TrainSummary(
          result.model(),
          result.step(),
          result.metrics(),
          (System.nanoTime() - began) / 1e9,
          writes(model) ? sample(model, config.run().seed()) : "");
    }
  }

  private static boolean writes(Model model) {
    return model.task() == Task.LANGUAGE_MODEL || model.task() == Task.GENERATOR;
  }

  /**
   * What a model writes by itself, from the first class or a zero vector: a text, and some more
   * while they are short.
   */
  private static String sample(Model model, long seed) {
    int symbols = model.text().unit() == SymbolUnit.CHAR ? SAMPLE_CHARACTERS : SAMPLE_WORDS;
    Sampling sampling = new Sampling(SAMPLE_TEMPERATURE, 0, 1, false, symbols, seed);
    boolean conditioned = model.task() == Task.GENERATOR && model.labels() != null;
    SampleVerb.Start start =
        new SampleVerb.Start(
            conditioned ? model.labels().label(0) : null,
            Collections.nCopies(TaskBatches.of(model).featureSize(), 0f));
    StringJoiner texts = new StringJoiner("\n");
    for (SampleCommand.Sample text : SampleVerb.write(model, sampling, "", start, SAMPLE_TEXTS)) {
      symbols -= text.tokens();
      if (symbols >= 0 || texts.length() == 0) {
        texts.add(text.text());
      }
    }
    return texts.toString();
  }
}
