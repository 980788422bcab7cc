package dev.unroll.job.cli;

import dev.unroll.io.Model;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.score.ScoreJob;
import dev.unroll.job.store.Models;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code score}. */
final class ScoreVerb {

  private ScoreVerb() {}

  static Map<String, Object> score(ScoreCommand.Request request)
      throws IOException, InterruptedException {
    Model model = Models.read(request.model(), Sessions.hadoop());
    ScoreJob job =
        new ScoreJob(
            model,
            Models.config(model, request.overrides()),
            request.input(),
            format(request.format()),
            request.output(),
            format(request.outputFormat()));
    try (SparkSession session = Sessions.open("score", job.config().blas())) {
      return job.run(session);
    }
  }

  private static CorpusFormat format(ScoreCommand.Format format) {
    return CorpusFormat.valueOf(format.name().toUpperCase(Locale.ROOT));
  }
}
