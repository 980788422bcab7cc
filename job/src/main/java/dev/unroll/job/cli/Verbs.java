package dev.unroll.job.cli;

import dev.unroll.job.benchmark.BareBenchmark;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Joins each verb to its work. */
final class Verbs {

  /** Long enough for the JVM to compile a step. */
  private static final Duration BENCHMARK_WARM_UP = Duration.ofSeconds(3);

  private Verbs() {}

  /** The verbs that the command line offers. */
  static List<Object> all() {
    return List.of(
        new TrainCommand(TrainVerb::train),
        new EvaluateCommand(EvaluateVerb::evaluate),
        new ScoreCommand(ScoreVerb::score),
        new SampleCommand(SampleVerb::sample),
        new BenchmarkCommand(Verbs::benchmark));
  }

  private static Map<String, Object> benchmark(BenchmarkCommand.Request request)
      throws InterruptedException {
    return new BareBenchmark(request.workload(), request.threads())
        .run(request.steps(), BENCHMARK_WARM_UP);
  }
}
