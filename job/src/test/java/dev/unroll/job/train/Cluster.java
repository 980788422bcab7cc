package dev.unroll.job.train;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** A standalone master and workers of one core each, as processes made from the build's jars. */
final class Cluster implements AutoCloseable {
  /** What a session without a cluster needs to be told. */
  static final Map<String, String> ALONE =
      Map.of(
          "spark.plugins", UnrollPlugin.class.getName(),
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.sql.shuffle.partitions", "2");

  private static final String HOST = "127.0.0.1";
  private static final String JAR = System.getProperty("unroll.jar");
  private static final List<String> CLASS_PATH =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator));

  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  /** A cluster of so many workers. */
  Cluster(Path folder, int workers) throws IOException, InterruptedException {
    this(folder, Map.of(), Collections.nCopies(workers, Map.of()));
  }

  /**
   * A cluster.
   *
   * @param settings of Spark's, the same for master, workers and sessions
   * @param environments the environment variables of each worker, which its executors inherit
   */
  Cluster(Path folder, Map<String, String> settings, List<Map<String, String>> environments)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.settings = settings;
    // Spark looks for the jars of an installation; the class path brings them instead.
    Files.createDirectories(folder.resolve("spark/jars"));
    port = freePort();
    master =
        start(
            "master",
            Map.of(),
            "org.apache.spark.deploy.master.Master",
            "--host",
            HOST,
            "--port",
            "" + port,
            "--webui-port",
            "0");
    awaitPort(port);
    for (Map<String, String> environment : environments) {
      workers.add(
          start(
              "worker-" + workers.size(),
              environment,
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              HOST,
              "--cores",
              "1",
              "--memory",
              "1g",
              "--webui-port",
              "0",
              "--work-dir",
              folder.resolve("work").toString(),
              "spark://" + HOST + ":" + port));
    }
  }

  private Process start(
      String name, Map<String, String> environment, String main, String... arguments)
      throws IOException {
    List<String> command = java(settings, "-Xmx256m");
    command.add(main);
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile());
    return builder.start();
  }

  /** The command of a JVM with this one's class path, as far as the main class. */
  static List<String> java(Map<String, String> properties, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("@" + Path.of("bin/jvm.options").toAbsolutePath());
    command.addAll(Arrays.asList(options));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, CLASS_PATH)));
    return command;
  }

  /** A port of this machine where nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return free.getLocalPort();
    }
  }

  /** Waits until somebody listens. */
  static void awaitPort(int port) throws IOException, InterruptedException {
    for (long end = System.nanoTime() + 60_000_000_000L; ; Thread.sleep(100)) {
      try (Socket connected = new Socket(HOST, port)) {
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** A session with so many executors of one core; stop it before the next. */
  SparkSession session(int executors, String... more) {
    SparkSession.Builder builder = SparkSession.builder();
    properties(executors).forEach(builder::config);
    for (String setting : more) {
      builder.config(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return builder.getOrCreate();
  }

  /** What a driver needs to be told to have so many executors of one core. */
  Map<String, String> properties(int executors) {
    String executorClassPath =
        CLASS_PATH.stream()
            .filter(entry -> JAR == null || !isOurs(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));
    Map<String, String> properties = new LinkedHashMap<>(ALONE);
    properties.putAll(settings);
    properties.put("spark.master", "spark://" + HOST + ":" + port);
    properties.put("spark.app.name", "cluster test");
    properties.put("spark.cores.max", "" + executors);
    properties.put("spark.executor.cores", "1");
    properties.put("spark.executor.memory", "512m");
    properties.put("spark.executor.extraClassPath", executorClassPath);
    properties.put("spark.scheduler.minRegisteredResourcesRatio", "1");
    properties.put("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s");
    properties.put("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    if (JAR != null) {
      properties.put("spark.jars", JAR);
    }
    return properties;
  }

  /** What spark.jars brings to the executors, as spark-submit does. */
  private static boolean isOurs(Path entry) {
    return Files.isDirectory(entry) || entry.getFileName().toString().startsWith("unroll-");
  }

  /** Kills one executor with -9; false if there is none at the moment. */
  boolean killAnExecutor(Random random) {
    List<ProcessHandle> executors =
        workers.stream()
            .flatMap(Process::descendants)
            .filter(process -> !process.info().command().orElse("").isEmpty())
            .toList();
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  /** Kills a worker and its executors with -9; it does not come back. */
  void killAWorker() {
    Process worker = workers.remove(0);
    List<ProcessHandle> all = worker.descendants().toList();
    worker.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    while (!workers.isEmpty()) {
      killAWorker();
    }
    master.destroyForcibly();
  }
}
