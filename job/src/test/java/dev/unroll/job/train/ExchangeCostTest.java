package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExchangeCostTest {

  @ParameterizedTest
  @CsvSource({
    "0, 20000000, rpc", // in the driver's process
    "2, 20000000, rpc",
    "4, 20000000, rpc",
    "6, 200000000, rpc",
    "8, 1000000, rpc",
    "64, 20000, rpc",
    "16, 20000000, job",
    "64, 4000000, job"
  })
  void cost_executorsAndBytes_cheaperExchange(int executors, long bytes, String cheaper) {
    boolean rpc = ExchangeCost.rpc(executors, bytes) <= ExchangeCost.job(executors, bytes);
    assertEquals(cheaper, rpc ? "rpc" : "job");
  }

  @Test
  void denseBytes_inputRows_areLeftOut() {
    ParameterLayout layout = Programs.tiny(2).network().get().layout();
    Slice inputs = layout.slice("embedding.weight");
    assertTrue(inputs.sparseRows() > 0, "it has rows of symbols");
    assertEquals(4L * (layout.size() - inputs.size()), ExchangeCost.denseBytes(layout));
  }
}
