package dev.unroll.job.cli;

import dev.unroll.io.Model;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.evaluate.ModelEvaluator;
import dev.unroll.job.store.Models;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code evaluate}. */
final class EvaluateVerb {

  private EvaluateVerb() {}

  static Map<String, Object> evaluate(EvaluateCommand.Request request) throws IOException {
    Model model = Models.read(request.model(), Sessions.hadoop());
    UnrollConfig config = Models.config(model, request.overrides());
    try (SparkSession session = Sessions.open("evaluate", config.blas())) {
      return ModelEvaluator.of(session, model, request.overrides())
          .evaluate("--data", request.data());
    }
  }
}
