package dev.unroll.job.train;

import dev.unroll.job.report.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Opens Spark's own message channel between tasks and the driver; set by {@code
 * spark.plugins=dev.unroll.job.train.UnrollPlugin}.
 *
 * <p>Spark makes the plugin and gives nobody a reference to it, so what it opened stands in static
 * fields: one channel and one set of gauges for each process, as long as the process has a Spark
 * context.
 */
public final class UnrollPlugin implements SparkPlugin {
  private static final Map<String, Function<RpcMessage, RpcMessage.Answer>> RUNS =
      new ConcurrentHashMap<>();

  private static volatile boolean driverReady;
  private static volatile PluginContext executor;
  private static volatile StepReport newest;

  /** Whether the driver of this process can hear messages. */
  static boolean isReady() {
    return driverReady;
  }

  /** Lets the gauges of this process show a step. */
  static void show(StepReport step) {
    newest = step;
  }

  /**
   * Lets the messages of a run go to a function, which must not block; it answers null to what was
   * {@link #send sent}.
   */
  static void listen(String run, Function<RpcMessage, RpcMessage.Answer> listener) {
    RUNS.put(run, listener);
  }

  /** Ends {@link #listen}. */
  static void forget(String run) {
    RUNS.remove(run);
  }

  /** Sends a message from a task to the driver and waits for the answer. */
  static RpcMessage.Answer ask(RpcMessage message) {
    try {
      Object answer = executor.ask(message);
      return answer instanceof Object[] wire
          ? RpcMessage.fromWire(wire)
          : (RpcMessage.Answer) answer;
    } catch (Exception e) {
      throw new IllegalStateException("the driver did not answer", e);
    }
  }

  /** Sends a message from a task to the driver; it arrives before any that is sent later. */
  static void send(RpcMessage message) {
    try {
      executor.send(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      private boolean local;

      @Override
      public Map<String, String> init(SparkContext spark, PluginContext context) {
        driverReady = true;
        local = spark.isLocal();
        return Map.of();
      }

      @Override
      public void registerMetrics(String application, PluginContext context) {
        TrainingGauges.register(context.metricRegistry(), () -> newest);
      }

      @Override
      public Object receive(Object message) {
        Function<RpcMessage, RpcMessage.Answer> listener = RUNS.get(((RpcMessage) message).run());
        // A task of a run that is over: it has outlived its stage.
        RpcMessage.Answer answer =
            listener == null ? new RpcMessage.End() : listener.apply((RpcMessage) message);
        return local || answer == null ? answer : RpcMessage.toWire(answer);
      }

      @Override
      public void shutdown() {
        driverReady = false;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        executor = context;
      }
    };
  }
}
