package dev.unroll.job.cli;

import java.util.List;

/** Joins each verb to its work. */
final class Verbs {

  private Verbs() {}

  /** The verbs that the command line offers. */
  static List<Object> all() {
    return List.of(
        new TrainCommand(TrainVerb::train),
        new CompareCommand(CompareVerb::compare),
        new ReportCommand(ReportVerb::report),
        new EvaluateCommand(EvaluateVerb::evaluate),
        new ScoreCommand(ScoreVerb::score),
        new SampleCommand(SampleVerb::sample),
        new InspectCommand(InspectVerb::inspect),
        new ExportCommand(ExportVerb::export),
        new BenchmarkCommand(BenchmarkVerb::benchmark));
  }
}
