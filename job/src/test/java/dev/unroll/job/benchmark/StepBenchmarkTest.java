package dev.unroll.job.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.ExchangeKind;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.train.Exchange;
import dev.unroll.job.train.Exchanges;
import dev.unroll.job.train.LocalExchange;
import dev.unroll.job.train.ShardProgram;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepBenchmarkTest {

  private static final Workload SMALL = new Workload("custom", "lstm", 7, 0, 5, 2, 6, 4, false, 7);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void run_anyThreads_reportsWhatItDid(int threads) {
    ShardProgram program = StepBenchmark.program(SMALL, threads);
    Map<String, Object> result;
    try (Exchange exchange = new LocalExchange(program, threads)) {
      result = new StepBenchmark(SMALL, threads, exchange).run(3, Duration.ZERO);
    }
    assertEquals("custom", result.get("workload"));
    assertEquals(threads, result.get("threads"));
    assertTrue((double) result.get("ms_per_step") > 0);
    double fraction = (double) result.get("gemm_fraction");
    assertTrue(fraction > 0 && fraction < 1, "gemm_fraction " + fraction);
    assertTrue((double) result.get("loss") < Math.log(7) + 0.5, "training moves the loss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JOB", "RPC"})
  void run_onSpark_learnsTheSameAsWithout(String kind) {
    ShardProgram program = StepBenchmark.program(SMALL, 2);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    Map<String, Object> bare = run(new LocalExchange(program, 2));
    Map<String, Object> result = run(Exchanges.open(spark, program, ExchangeKind.valueOf(kind)));
    assertEquals(kind.toLowerCase(Locale.ROOT), result.get("exchange"));
    assertEquals(bare.get("loss"), result.get("loss"));
    assertEquals(kind.equals("JOB"), (long) result.get("bytes_up_per_step") > 0);
  }

  /** Takes exactly eight steps. */
  private static Map<String, Object> run(Exchange opened) {
    try (Exchange exchange = opened) {
      return new StepBenchmark(SMALL, 2, exchange).run(3, Duration.ZERO);
    }
  }

  @Test
  void network_everyWorkload_hasTheSizesOfItsName() {
    for (String name : Workload.names()) {
      Workload workload = Workload.named(name).orElseThrow();
      assertEquals(workload.hiddenSize(), workload.network().hiddenSize());
    }
  }
}
