package dev.unroll.job.benchmark;

import dev.unroll.job.report.Traffic;
import dev.unroll.job.train.Exchange;
import dev.unroll.job.train.ShardProgram;
import dev.unroll.job.train.StepPosition;
import dev.unroll.job.train.StepResult;
import dev.unroll.linalg.Blas;
import dev.unroll.network.Dropout;
import dev.unroll.network.Initialization;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times training steps on random symbols through an {@link Exchange}: the same step with Spark and
 * without it, in as many shards as threads. The state is carried from step to step, as language
 * models do; the gradient is clipped by global norm and applied by SGD.
 */
public final class StepBenchmark {

  private static final int WARM_UP_STEPS = 5;
  private static final long SEED = 1;
  private static final double LEARNING_RATE = 0.01;
  private static final double CLIP_NORM = 5.0;

  /** The id of the executor in the driver's process. */
  private static final String DRIVER = "driver";

  private final Workload workload;
  private final int threads;
  private final Exchange exchange;
  private final float[] parameters;
  private final float[][] states;
  private final Optimizer optimizer;
  private final GradientClipping clipping = GradientClipping.byGlobalNorm(CLIP_NORM);
  private long step;

  /** What the shards of a workload compute; an exchange for it is the caller's to open. */
  public static ShardProgram program(Workload workload, int threads) {
    NetworkConfig network = workload.network();
    return new ShardProgram(
        () -> new SequenceNetwork(network),
        new RandomSource(workload, threads),
        threads,
        SEED,
        Dropout.NONE,
        null,
        !workload.bidirectional());
  }

  /**
   * Prepares parameters, the same ones every time.
   *
   * @param threads at most the workload's batch size
   * @param exchange of {@link #program}
   */
  public StepBenchmark(Workload workload, int threads, Exchange exchange) {
    this.workload = workload;
    this.threads = threads;
    this.exchange = exchange;
    SequenceNetwork network = new SequenceNetwork(workload.network());
    this.parameters = network.initialize(Initialization.DEFAULT, SEED);
    this.states = new float[threads][];
    this.optimizer = Optimizer.create(OptimizerConfig.sgd(), network.layout());
  }

  /**
   * Warms up, then times the given number of steps.
   *
   * @param warmUp least time of the warm-up
   */
  public Map<String, Object> run(int steps, Duration warmUp) {
    long warmUpEnd = System.nanoTime() + warmUp.toNanos();
    while (step < WARM_UP_STEPS || System.nanoTime() < warmUpEnd) {
      step();
    }
    double[] milliseconds = new double[steps];
    double loss = 0;
    Traffic before = exchange.traffic();
    long inProducts = Blas.get().productNanos();
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      loss = step();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    inProducts = Blas.get().productNanos() - inProducts;
    Map<String, Object> result = times(milliseconds);
    Traffic carried = exchange.traffic().since(before);
    if (carried.executors().keySet().stream().allMatch(DRIVER::equals)) {
      result.put("gemm_fraction", inProducts / 1e6 / (Arrays.stream(milliseconds).sum() * threads));
    }
    putTraffic(carried, steps, result);
    result.put("parameters", parameters.length);
    result.put("loss", loss);
    Timing.putMachine(result);
    return result;
  }

  private static void putTraffic(Traffic carried, int steps, Map<String, Object> result) {
    result.put("bytes_up_per_step", carried.up() / steps);
    result.put("bytes_down_per_step", carried.down() / steps);
    Map<String, Object> executors = new LinkedHashMap<>();
    carried
        .executors()
        .forEach(
            (id, bytes) ->
                executors.put(
                    id,
                    Map.of(
                        "bytes_up_per_step", bytes.up() / steps,
                        "bytes_down_per_step", bytes.down() / steps)));
    result.put("executors", executors);
  }

  /** Returns the mean loss before the update. */
  private double step() {
    StepResult sum = exchange.step(new StepPosition(step, 0, step), parameters, states);
    GradientClipping.Result clipped = clipping.clip(sum.gradients(), 1 / sum.loss().weight());
    optimizer.step(parameters, sum.gradients(), LEARNING_RATE, clipped.scale());
    step++;
    return sum.loss().mean();
  }

  private Map<String, Object> times(double[] milliseconds) {
    double[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    double median = Timing.median(sorted);
    double tokens = (double) workload.batchSize() * workload.window();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("workload", workload.name());
    result.put("threads", threads);
    result.put("exchange", exchange.name());
    result.put("ms_per_step", median);
    result.put("ms_fastest_step", sorted[0]);
    result.put("tokens_per_second", tokens / median * 1e3);
    result.put("steps", milliseconds.length);
    return result;
  }
}
