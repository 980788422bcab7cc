package dev.unroll.job.cli;

import dev.unroll.job.benchmark.ScoreBenchmark;
import dev.unroll.job.benchmark.StepBenchmark;
import dev.unroll.job.config.ExchangeKind;
import dev.unroll.job.train.Exchange;
import dev.unroll.job.train.Exchanges;
import dev.unroll.job.train.LocalExchange;
import dev.unroll.job.train.ShardProgram;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The work of the verb {@code benchmark}. */
final class BenchmarkVerb {

  private BenchmarkVerb() {}

  static Map<String, Object> benchmark(BenchmarkCommand.Request request) throws IOException {
    if (request.score() > 0) {
      return score(request);
    }
    ShardProgram program = StepBenchmark.program(request.workload(), request.threads());
    return switch (request.exchange()) {
      case none -> run(request, new LocalExchange(program, request.threads()));
      case job -> onSpark(request, program, ExchangeKind.JOB);
      case rpc -> onSpark(request, program, ExchangeKind.RPC);
    };
  }

  private static Map<String, Object> score(BenchmarkCommand.Request request) throws IOException {
    try (SparkSession session = Sessions.openWithCores("benchmark", request.threads())) {
      return new ScoreBenchmark(session, request.workload(), request.score())
          .run(request.steps(), request.warmUp());
    }
  }

  private static Map<String, Object> onSpark(
      BenchmarkCommand.Request request, ShardProgram program, ExchangeKind kind)
      throws IOException {
    try (SparkSession session = Sessions.openWithCores("benchmark", request.threads())) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      return run(request, Exchanges.open(spark, program, kind));
    }
  }

  private static Map<String, Object> run(BenchmarkCommand.Request request, Exchange opened) {
    try (Exchange exchange = opened) {
      return new StepBenchmark(request.workload(), request.threads(), exchange)
          .run(request.steps(), request.warmUp());
    }
  }
}
