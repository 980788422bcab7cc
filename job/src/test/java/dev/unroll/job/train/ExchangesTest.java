package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.ExchangeKind;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.network.Initialization;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangesTest {
  private static final int STEPS = 6;

  /** A task of another job: that it runs, and what holds it. */
  private static final CountDownLatch STARTED = new CountDownLatch(1);

  private static final CountDownLatch GATE = new CountDownLatch(1);

  private static JavaSparkContext spark(SparkSession session) {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  /** Trains a few steps, with a pause in the middle, and returns the parameters. */
  private static float[] train(ShardProgram program, Exchange opened) {
    float[] parameters = program.network().get().initialize(Initialization.DEFAULT, 1);
    Optimizer optimizer = Optimizer.create(OptimizerConfig.sgd(), program.network().get().layout());
    float[][] states = new float[program.shards()][];
    try (Exchange exchange = opened) {
      for (long step = 0; step < STEPS; step++) {
        if (step == 4) {
          exchange.pause();
        }
        StepResult sum = exchange.step(StepPosition.of(step, STEPS), parameters, states);
        optimizer.step(parameters, sum.gradients(), 0.1, 1 / sum.loss().weight());
      }
    }
    return parameters;
  }

  private static float[] alone(int shards) {
    ShardProgram program = Programs.tiny(shards);
    return train(program, new LocalExchange(program, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void step_anyExchange_sameParameters(int shards) {
    float[] alone = alone(shards);
    ShardProgram program = Programs.tiny(shards);
    JavaSparkContext spark = spark(LocalSpark.session());
    assertArrayEquals(alone, train(program, new LocalExchange(program, 3)));
    assertArrayEquals(alone, train(program, new JobExchange(spark, program)));
    assertArrayEquals(alone, train(program, new RpcExchange(spark, program)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void rpcStep_aTaskFails_isDoneAgain(int failures) {
    Programs.FAILURES.set(failures);
    ShardProgram program = Programs.failing(3);
    float[] parameters = train(program, new RpcExchange(spark(LocalSpark.session()), program));
    assertEquals(0, Programs.FAILURES.get(), "it failed");
    assertArrayEquals(alone(3), parameters);
  }

  @Test
  void open_withThePlugin_isRpc() {
    try (Exchange exchange =
        Exchanges.open(spark(LocalSpark.session()), Programs.tiny(2), ExchangeKind.AUTO)) {
      assertEquals("rpc", exchange.name());
    }
  }

  @Test
  void open_withoutThePlugin_isJobAndSaysWhy() {
    JavaSparkContext spark = spark(LocalSpark.withoutPlugin(2));
    assertIsJob(
        spark, "the session was started without spark.plugins=dev.unroll.job.train.UnrollPlugin");
    UserError e =
        assertThrows(
            UserError.class, () -> Exchanges.open(spark, Programs.tiny(2), ExchangeKind.RPC));
    assertTrue(e.getMessage().startsWith("train.exchange must be job or auto here, got rpc: "));
  }

  @Test
  void open_withDynamicAllocation_isJobAndSaysWhy() {
    JavaSparkContext spark = spark(LocalSpark.session());
    spark.sc().conf().set("spark.dynamicAllocation.enabled", "true");
    try {
      assertIsJob(spark, "spark.dynamicAllocation.enabled is on");
    } finally {
      spark.sc().conf().remove("spark.dynamicAllocation.enabled");
    }
  }

  @Test
  void open_whileAnotherJobRuns_isJobAndSaysWhy() throws Exception {
    JavaSparkContext spark = spark(LocalSpark.session());
    var other =
        spark
            .parallelize(List.of(1), 1)
            .map(
                one -> {
                  STARTED.countDown();
                  GATE.await();
                  return one;
                })
            .collectAsync();
    STARTED.await();
    try {
      assertIsJob(
          spark,
          "other jobs of this session run, and a stage of many steps needs all its slots at once");
    } finally {
      GATE.countDown();
      other.get();
    }
  }

  /** That one line of the log gives the reason, and training goes on. */
  private static void assertIsJob(JavaSparkContext spark, String reason) {
    ShardProgram program = Programs.tiny(2);
    try (LogCapture log = new LogCapture(Exchanges.class)) {
      Exchange exchange = Exchanges.open(spark, program, ExchangeKind.AUTO);
      assertEquals("job", exchange.name());
      assertEquals(List.of("exchange job, one Spark job a step: " + reason), log.lines());
      assertArrayEquals(alone(2), train(program, exchange));
    }
  }
}
