package dev.unroll.job.cli;

import dev.unroll.job.page.RunPageFile;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.train.RunDirectory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The work of the verb {@code report}. */
final class ReportVerb {

  private ReportVerb() {}

  static Map<String, Object> report(String directory) throws IOException {
    RunDirectory run = RunDirectory.existing(directory, Sessions.hadoop());
    RecordedRun recorded = run.recorded();
    RunPageFile.write(run.fileSystem(), run.report(), recorded);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("report", run.report().toString());
    result.put("problems", recorded.problems());
    return result;
  }
}
