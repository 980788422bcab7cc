package dev.unroll.job.train;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.unroll.job.report.StepReport;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The newest step of a run as gauges in Spark's metrics system, whatever its sinks are: Prometheus,
 * Graphite, JMX. Before the first step they are not a number.
 *
 * <pre>
 * loss                        mean over the global batch, in nats per symbol (label, value)
 * gradient-norm               before clipping
 * tokens-per-second           symbols of the step over its wall time
 * bytes-per-step              carried between processes, 0 within one
 * slowest-shard-milliseconds  computing time of the slowest of the tasks that share a step
 * </pre>
 */
final class TrainingGauges {

  private TrainingGauges() {}

  /**
   * Adds the gauges to a registry.
   *
   * @param newest asked whenever a gauge is read; gives null before the first step
   */
  static void register(MetricRegistry registry, Supplier<StepReport> newest) {
    register(registry, "loss", newest, StepReport::loss);
    register(registry, "gradient-norm", newest, StepReport::gradientNorm);
    register(registry, "tokens-per-second", newest, step -> step.symbols() * 1e9 / step.nanos());
    register(
        registry, "bytes-per-step", newest, step -> step.traffic().up() + step.traffic().down());
    register(
        registry,
        "slowest-shard-milliseconds",
        newest,
        step -> (step.time().products() + step.time().gates() + step.time().waiting()) / 1e6);
  }

  private static void register(
      MetricRegistry registry,
      String name,
      Supplier<StepReport> newest,
      ToDoubleFunction<StepReport> value) {
    Gauge<Double> gauge =
        () -> {
          StepReport step = newest.get();
          return step == null ? Double.NaN : value.applyAsDouble(step);
        };
    registry.register(name, gauge);
  }
}
