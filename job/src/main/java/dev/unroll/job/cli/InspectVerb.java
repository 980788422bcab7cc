package dev.unroll.job.cli;

import dev.unroll.io.Model;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.Encoding;
import dev.unroll.job.corpus.Excerpt;
import dev.unroll.job.inspect.Inspection;
import dev.unroll.job.inspect.InspectionPage;
import dev.unroll.job.inspect.Inspector;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunFile;
import dev.unroll.job.store.Models;
import dev.unroll.job.train.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code inspect}. */
final class InspectVerb {

  private InspectVerb() {}

  /** A file to write. */
  private record Target(FileSystem files, Path path) {}

  private static Target target(String html) throws IOException {
    try {
      Path path = new Path(html);
      FileSystem files = path.getFileSystem(Sessions.hadoop());
      FileSystem plain = files instanceof LocalFileSystem local ? local.getRaw() : files;
      return new Target(plain, plain.makeQualified(path));
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new UserError("--html must be a path, got \"" + html + "\"; " + e.getMessage(), e);
    }
  }

  static Inspection inspect(InspectCommand.Request request) throws IOException {
    Target page = request.html() == null ? null : target(request.html());
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
    Inspection inspection =
        new Inspector(model, config, sequences, run).inspect(request.data(), request.words());
    if (page != null) {
      String html = InspectionPage.of(request.model(), inspection);
      RunFile.replace(page.files(), page.path(), html.getBytes(StandardCharsets.UTF_8));
    }
    return inspection;
  }
}
