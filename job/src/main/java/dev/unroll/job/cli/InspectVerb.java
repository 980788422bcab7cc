package dev.unroll.job.cli;

import dev.unroll.io.Model;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.Encoding;
import dev.unroll.job.corpus.Excerpt;
import dev.unroll.job.inspect.Inspection;
import dev.unroll.job.inspect.Inspector;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.store.Models;
import dev.unroll.job.train.RunDirectory;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code inspect}. */
final class InspectVerb {

  private InspectVerb() {}

  static Inspection inspect(InspectCommand.Request request) throws IOException {
    Model model = Models.read(request.model(), Sessions.hadoop());
    UnrollConfig config = Models.config(model, request.overrides());
    List<Excerpt.Sequence> sequences;
    try (SparkSession session = Sessions.open("inspect", config.blas())) {
      Encoding encoding =
          new Encoding(model.vocabulary(), model.targetVocabulary(), model.labels());
      sequences =
          Excerpt.read(session, config, "--data", request.data(), encoding, request.sequences());
    }
    RecordedRun run = RunDirectory.ofModel(request.model(), Sessions.hadoop()).recorded();
    return new Inspector(model, config, sequences, run).inspect(request.data(), request.words());
  }
}
