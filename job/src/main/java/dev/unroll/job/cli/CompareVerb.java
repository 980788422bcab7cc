package dev.unroll.job.cli;

import dev.unroll.job.config.UserError;
import dev.unroll.job.report.Comparison;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.train.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The work of the verb {@code compare}. */
final class CompareVerb {

  private CompareVerb() {}

  static Comparison compare(CompareCommand.Request request) throws IOException {
    Configuration hadoop = Sessions.hadoop();
    List<RecordedRun> runs = new ArrayList<>();
    for (String directory : request.runs()) {
      runs.add(RunDirectory.existing(directory, hadoop).recorded());
    }
    List<String> names = runs.stream().map(RecordedRun::name).toList();
    if (new HashSet<>(names).size() < names.size()) {
      throw new UserError("RUN must be directories that differ, got " + String.join(" ", names));
    }
    Comparison comparison = new Comparison(runs, RunDirectory::isRecipe);
    if (request.chart() != null) {
      comparison.draw(new Path(request.chart()), hadoop);
    }
    return comparison;
  }
}
