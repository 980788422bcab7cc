package dev.unroll.job.cli;

import dev.unroll.job.config.BlasConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.train.UnrollPlugin;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** Opens the Spark session of a verb. */
final class Sessions {

  private Sessions() {}

  /**
   * The session that spark-submit's options describe, on {@code local[*]} if they name no master.
   *
   * @param verb named in Spark's own windows
   * @throws UserError if {@code blas} asks for what this JVM's environment contradicts
   */
  static SparkSession open(String verb, BlasConfig blas) {
    SparkSession.Builder builder = builder(verb);
    if (!blas.coreType().isEmpty()) {
      pin(builder, "blas.core-type", "OPENBLAS_CORETYPE", blas.coreType());
    }
    if (blas.l2Size() > 0) {
      pin(builder, "blas.l2-size", "OPENBLAS_L2_SIZE", "" + blas.l2Size());
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
    SparkConf given = new SparkConf();
    SparkSession.Builder builder = SparkSession.builder();
    if (!given.contains("spark.app.name") || given.get("spark.app.name").contains("Main")) {
      builder.appName("unroll " + verb);
    }
    if (!given.contains("spark.master")) {
      builder.master("local[*]");
    }
    if (!given.contains("spark.ui.showConsoleProgress")) {
      // It would draw over our own progress line.
      builder.config("spark.ui.showConsoleProgress", false);
    }
    String ours = UnrollPlugin.class.getName();
    String plugins = given.get("spark.plugins", "");
    if (!plugins.contains(ours)) {
      builder.config("spark.plugins", plugins.isEmpty() ? ours : plugins + "," + ours);
    }
    return builder;
  }

  /** Where file systems are, without a session: what Spark's configuration says of Hadoop. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** OpenBLAS reads its variables when it is loaded; a JVM cannot change its own. */
  private static void pin(SparkSession.Builder builder, String key, String variable, String value) {
    String own = System.getenv(variable);
    if (!value.equals(own)) {
      throw new UserError(
          "%s must be the driver's %s too, got %s; start with %s=%s in the environment"
              .formatted(key, variable, own == null ? "none" : own, variable, value));
    }
    builder.config("spark.executorEnv." + variable, value);
  }
}
