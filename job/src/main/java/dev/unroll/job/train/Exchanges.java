package dev.unroll.job.train;

import dev.unroll.job.config.ExchangeKind;
import dev.unroll.job.config.UserError;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the exchange of a run. */
public final class Exchanges {
  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

  /** Room for stream states, row numbers and Java's own bytes. */
  private static final long REST_OF_A_MESSAGE = 1 << 20;

  private Exchanges() {}

  /**
   * The exchange that is asked for; where it is left open, {@code rpc} if it can run here.
   *
   * @throws UserError if {@code rpc} is asked for and cannot run here
   */
  public static Exchange open(JavaSparkContext spark, ShardProgram program, ExchangeKind kind) {
    if (kind == ExchangeKind.JOB) {
      return new JobExchange(spark, program);
    }
    String obstacle = obstacle(spark, program);
    if (obstacle.isEmpty()) {
      return new RpcExchange(spark, program);
    }
    if (kind == ExchangeKind.RPC) {
      throw new UserError("train.exchange must be job or auto here, got rpc: " + obstacle);
    }
    LOG.info("exchange job, one Spark job a step: {}", obstacle);
    return new JobExchange(spark, program);
  }

  /** Why the rpc exchange cannot run; empty if it can. */
  private static String obstacle(JavaSparkContext spark, ShardProgram program) {
    if (!UnrollPlugin.isReady()) {
      return "the session was started without spark.plugins=" + UnrollPlugin.class.getName();
    }
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return "spark.dynamicAllocation.enabled is on";
    }
    if (Slots.areShared(spark)) {
      return "other jobs of this session run, and a stage of many steps needs all its slots at once";
    }
    long bytes = 4L * program.network().get().layout().size();
    int mebibytes = spark.getConf().getInt("spark.rpc.message.maxSize", 128);
    long most = ((long) mebibytes << 20) - REST_OF_A_MESSAGE;
    if (!spark.isLocal() && bytes > most) {
      return "%d bytes of parameters do not fit into spark.rpc.message.maxSize = %d MiB"
          .formatted(bytes, mebibytes);
    }
    return "";
  }
}
