package dev.unroll.job.train;

import dev.unroll.job.config.ExchangeKind;
import dev.unroll.job.config.UserError;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the exchange of a run. */
public final class Exchanges {
  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

  private Exchanges() {}

  /**
   * The exchange that is asked for; where it is left open, {@code rpc} if it can run here and
   * should not be the slower one, see {@link ExchangeCost}.
   *
   * @throws UserError if {@code rpc} is asked for and cannot run here
   */
  public static Exchange open(JavaSparkContext spark, ShardProgram program, ExchangeKind kind) {
    if (kind == ExchangeKind.JOB) {
      return new JobExchange(spark, program);
    }
    String obstacle = obstacle(spark);
    if (kind == ExchangeKind.RPC && !obstacle.isEmpty()) {
      throw new UserError("train.exchange must be job or auto here, got rpc: " + obstacle);
    }
    String reason =
        kind == ExchangeKind.AUTO && obstacle.isEmpty() ? cost(spark, program) : obstacle;
    if (reason.isEmpty()) {
      return new RpcExchange(spark, program);
    }
    LOG.info("exchange job, one Spark job a step: {}", reason);
    return new JobExchange(spark, program);
  }

  /** Why a job for each step should take less time; empty if it should not. */
  private static String cost(JavaSparkContext spark, ShardProgram program) {
    int executors = Math.min(Slots.executors(spark), program.shards());
    long bytes = ExchangeCost.denseBytes(program.network().get().layout());
    double rpc = ExchangeCost.rpc(executors, bytes);
    double job = ExchangeCost.job(executors, bytes);
    if (rpc <= job) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%,d bytes of dense parameters through one driver to %d executors and back may take %.0f ms"
            + " a step by rpc, %.0f ms by job",
        bytes,
        executors,
        rpc,
        job);
  }

  /** Why the rpc exchange cannot run; empty if it can. */
  private static String obstacle(JavaSparkContext spark) {
    if (!UnrollPlugin.isReady()) {
      return "the session was started without spark.plugins=" + UnrollPlugin.class.getName();
    }
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return "spark.dynamicAllocation.enabled is on";
    }
    if (Slots.areShared(spark)) {
      return "other jobs of this session run, and a stage of many steps needs all its slots at once";
    }
    return "";
  }
}
