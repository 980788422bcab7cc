package dev.unroll.job.corpus;

import dev.unroll.job.train.UnrollPlugin;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test's JVM; another number of cores or plugins starts it anew. */
public final class LocalSpark {
  private static SparkSession session;
  private static String current = "";

  private LocalSpark() {}

  public static SparkSession session() {
    return session(2);
  }

  /** A session with Unroll's plugin, as the command line opens one. */
  public static SparkSession session(int cores) {
    return session(cores, UnrollPlugin.class.getName());
  }

  /** A session as somebody else would have opened it. */
  public static SparkSession withoutPlugin(int cores) {
    return session(cores, "");
  }

  private static synchronized SparkSession session(int cores, String plugins) {
    String wanted = cores + plugins;
    if (session == null || session.sparkContext().isStopped() || !current.equals(wanted)) {
      stop();
      session =
          SparkSession.builder()
              .master("local[" + cores + "]")
              .appName("tests")
              .config("spark.plugins", plugins)
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.sql.shuffle.partitions", "2")
              .config("spark.sql.warehouse.dir", "target/warehouse")
              .getOrCreate();
      current = wanted;
    }
    session.conf().set("spark.sql.files.maxPartitionBytes", "128m");
    session.conf().set("spark.sql.files.openCostInBytes", "4m");
    return session;
  }

  /** Ends the session, for a test that opens its own. */
  public static synchronized void stop() {
    if (session != null) {
      session.stop();
      session = null;
    }
  }

  /** A session that cuts files into tiny blocks, in an order of its own. */
  public static SparkSession withBlocksOf(int cores, int bytes) {
    SparkSession spark = session(cores);
    spark.conf().set("spark.sql.files.maxPartitionBytes", bytes + "b");
    spark.conf().set("spark.sql.files.openCostInBytes", "1b");
    return spark;
  }
}
