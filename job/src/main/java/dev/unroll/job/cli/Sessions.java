package dev.unroll.job.cli;

import dev.unroll.job.config.BlasConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.train.UnrollPlugin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Opens the Spark session of a verb. */
final class Sessions {

  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  /** Spark counts it in milliseconds, in 31 bits: 24 days at most. */
  private static final String LONGEST_SLEEP = "7d";

  private Sessions() {}

  /**
   * The session that spark-submit's options describe, on {@code local[*]} if they name no master.
   *
   * @param verb named in Spark's own windows
   * @throws UserError if {@code blas} asks for what this JVM's environment contradicts
   */
  static SparkSession open(String verb, BlasConfig blas) {
    SparkSession.Builder builder = builder(verb);
    blas.environment()
        .forEach(
            (variable, value) -> {
              requireOwn(variable, value);
              builder.config("spark.executorEnv." + variable, value);
            });
    if (!blas.vectorOption().isEmpty()) {
      String given = new SparkConf().get(EXECUTOR_OPTIONS, "");
      builder.config(EXECUTOR_OPTIONS, (given + " " + blas.vectorOption()).strip());
    }
    return builder.getOrCreate();
  }

  /**
   * The same with so many cores: of this machine where no cluster is named, else of the cluster,
   * unless spark.cores.max says otherwise; work begins when they are there.
   */
  static SparkSession openWithCores(String verb, int cores) {
    SparkSession.Builder builder = builder(verb);
    SparkConf given = new SparkConf();
    if (given.get("spark.master", "local[*]").equals("local[*]")) {
      builder.master("local[" + cores + "]");
    }
    if (!given.contains("spark.cores.max")) {
      builder.config("spark.cores.max", cores);
    }
    if (!given.contains("spark.scheduler.minRegisteredResourcesRatio")) {
      builder.config("spark.scheduler.minRegisteredResourcesRatio", 1);
    }
    return builder.getOrCreate();
  }

  private static SparkSession.Builder builder(String verb) {
    SparkSession.Builder builder = SparkSession.builder();
    defaults(verb, new SparkConf()).forEach(builder::config);
    return builder;
  }

  /** What a session is told where spark-submit's options say nothing. */
  static Map<String, String> defaults(String verb, SparkConf given) {
    Map<String, String> defaults = new LinkedHashMap<>();
    if (!given.contains("spark.app.name") || given.get("spark.app.name").contains("Main")) {
      defaults.put("spark.app.name", "unroll " + verb);
    }
    String master = given.get("spark.master", "local[*]");
    if (!given.contains("spark.master")) {
      defaults.put("spark.master", master);
    }
    if (isOneProcess(master) && !given.contains("spark.network.timeout")) {
      // A laptop that wakes up has heard nothing of itself for hours, and is not lost.
      defaults.put("spark.network.timeout", LONGEST_SLEEP);
    }
    if (!given.contains("spark.ui.showConsoleProgress")) {
      // It would draw over our own progress line.
      defaults.put("spark.ui.showConsoleProgress", "false");
    }
    String ours = UnrollPlugin.class.getName();
    String plugins = given.get("spark.plugins", "");
    if (!plugins.contains(ours)) {
      defaults.put("spark.plugins", plugins.isEmpty() ? ours : plugins + "," + ours);
    }
    return defaults;
  }

  private static boolean isOneProcess(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  /** Where file systems are, without a session: what Spark's configuration says of Hadoop. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** OpenBLAS reads its variables when it is loaded; a JVM cannot change its own. */
  private static void requireOwn(String variable, String value) {
    String own = System.getenv(variable);
    if (!value.equals(own)) {
      throw new UserError(
          ("the driver's environment must hold %s=%s, which blas pins, got %s; bin/unroll sets it, and"
                  + " in YARN's cluster mode spark.yarn.appMasterEnv.%s does")
              .formatted(variable, value, own == null ? "none" : own, variable));
    }
  }
}
