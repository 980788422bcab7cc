package dev.unroll.job.benchmark;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.linalg.Blas;
import dev.unroll.network.Initialization;
import dev.unroll.network.LossSum;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Training;
import dev.unroll.network.Workspace;
import dev.unroll.parameter.Gradients;
import dev.unroll.train.GradientClipping;
import dev.unroll.train.Optimizer;
import dev.unroll.train.OptimizerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Training steps without Spark: the batch in as many shards as threads, their gradients summed pair
 * by pair, clipped by global norm and applied by SGD. The time of a step in Spark is compared with
 * this one.
 */
public final class BareBenchmark {

  private static final int WARM_UP_STEPS = 5;
  private static final double LEARNING_RATE = 0.01;
  private static final double CLIP_NORM = 5.0;

  private final Workload workload;
  private final SequenceNetwork network;
  private final float[] parameters;
  private final List<Shard> shards = new ArrayList<>();
  private final Optimizer optimizer;
  private final GradientClipping clipping = GradientClipping.byGlobalNorm(CLIP_NORM);

  /** One thread's part of the batch and all that it writes to. */
  private final class Shard implements Callable<LossSum> {

    final SequenceBatch batch;
    final Workspace workspace = network.newWorkspace();
    final Gradients gradients = new Gradients(network.layout());

    Shard(int sequences, SplittableRandom random) {
      Packing packing = Packing.uniform(sequences, workload.window());
      int[] tokens = random.ints(packing.columns(), 0, workload.vocabularySize()).toArray();
      int[] targets = random.ints(packing.columns(), 0, workload.outputSize()).toArray();
      long[] ids = new long[sequences];
      Arrays.setAll(ids, b -> b);
      batch = SequenceBatch.ofTokens(packing, ids, tokens, new Target.Ids(targets));
    }

    @Override
    public LossSum call() {
      gradients.clear();
      return network.gradients(parameters, batch, Training.plain(), workspace, gradients);
    }
  }

  /**
   * Prepares random symbols and parameters, the same ones every time.
   *
   * @param threads at most the workload's batch size
   */
  public BareBenchmark(Workload workload, int threads) {
    this.workload = workload;
    this.network = new SequenceNetwork(workload.network());
    this.parameters = network.initialize(Initialization.DEFAULT, 1);
    this.optimizer = Optimizer.create(OptimizerConfig.sgd(), network.layout());
    SplittableRandom random = new SplittableRandom(1);
    for (int shard = 0; shard < threads; shard++) {
      int end = workload.batchSize() * (shard + 1) / threads;
      int start = workload.batchSize() * shard / threads;
      shards.add(new Shard(end - start, random));
    }
  }

  /**
   * Warms up, then times the given number of steps.
   *
   * @param warmUp least time of the warm-up
   */
  public Map<String, Object> run(int steps, Duration warmUp) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(shards.size());
    try {
      long warmUpEnd = System.nanoTime() + warmUp.toNanos();
      for (int step = 0; step < WARM_UP_STEPS || System.nanoTime() < warmUpEnd; step++) {
        step(pool);
      }
      double[] milliseconds = new double[steps];
      LossSum loss = LossSum.ZERO;
      long inProducts = Blas.get().productNanos();
      for (int step = 0; step < steps; step++) {
        long start = System.nanoTime();
        loss = step(pool);
        milliseconds[step] = (System.nanoTime() - start) / 1e6;
      }
      inProducts = Blas.get().productNanos() - inProducts;
      return result(milliseconds, inProducts / 1e6, loss);
    } finally {
      pool.shutdownNow();
    }
  }

  private LossSum step(ExecutorService pool) throws InterruptedException {
    LossSum sum = LossSum.ZERO;
    for (Future<LossSum> part : pool.invokeAll(shards)) {
      sum = sum.plus(get(part));
    }
    for (int distance = 1; distance < shards.size(); distance *= 2) {
      for (int shard = 0; shard + distance < shards.size(); shard += 2 * distance) {
        shards.get(shard).gradients.add(shards.get(shard + distance).gradients);
      }
    }
    Gradients gradients = shards.get(0).gradients;
    GradientClipping.Result clipped = clipping.clip(gradients, 1 / sum.weight());
    optimizer.step(parameters, gradients, LEARNING_RATE, clipped.scale());
    return sum;
  }

  private static LossSum get(Future<LossSum> part) throws InterruptedException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a shard failed", e.getCause());
    }
  }

  private Map<String, Object> result(double[] milliseconds, double inProducts, LossSum loss) {
    double total = Arrays.stream(milliseconds).sum();
    double[] sorted = milliseconds.clone();
    Arrays.sort(sorted);
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    double tokens = (double) workload.batchSize() * workload.window();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("workload", workload.name());
    result.put("threads", shards.size());
    result.put("exchange", "none");
    result.put("ms_per_step", median);
    result.put("ms_fastest_step", sorted[0]);
    result.put("tokens_per_second", tokens / median * 1e3);
    result.put("gemm_fraction", inProducts / (total * shards.size()));
    result.put("steps", milliseconds.length);
    result.put("parameters", parameters.length);
    result.put("loss", loss.mean());
    result.put("blas", Blas.get().implementation());
    result.put("kernel", Blas.get().kernel());
    result.put("forced_by", Blas.get().forcedBy());
    result.put("java", Runtime.version().toString());
    return result;
  }
}
