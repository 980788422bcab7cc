package dev.unroll.job.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BareBenchmarkTest {

  private static final Workload SMALL = new Workload("custom", "lstm", 7, 0, 5, 2, 6, 4, false, 7);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void run_anyThreads_reportsWhatItDid(int threads) throws InterruptedException {
    Map<String, Object> result = new BareBenchmark(SMALL, threads).run(3, Duration.ZERO);
    assertEquals("custom", result.get("workload"));
    assertEquals(threads, result.get("threads"));
    assertTrue((double) result.get("ms_per_step") > 0);
    double fraction = (double) result.get("gemm_fraction");
    assertTrue(fraction > 0 && fraction < 1, "gemm_fraction " + fraction);
    assertTrue((double) result.get("loss") < Math.log(7) + 0.5, "training moves the loss");
  }

  @Test
  void network_everyWorkload_hasTheSizesOfItsName() {
    for (String name : Workload.names()) {
      Workload workload = Workload.named(name).orElseThrow();
      assertEquals(workload.hiddenSize(), workload.network().hiddenSize());
    }
  }
}
