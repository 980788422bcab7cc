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
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** A standalone master and workers of one core each, as processes made from the build's jars. */
final class Cluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String JAR = System.getProperty("unroll.jar");
  private static final List<String> CLASS_PATH =
      List.of(System.getProperty("java.class.path").split(File.pathSeparator));

  private final Path folder;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();

  Cluster(Path folder, int workers) throws IOException, InterruptedException {
    this.folder = folder;
    // Spark looks for the jars of an installation; the class path brings them instead.
    Files.createDirectories(folder.resolve("spark/jars"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      port = free.getLocalPort();
    }
    master =
        start(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            HOST,
            "--port",
            "" + port,
            "--webui-port",
            "0");
    awaitPort();
    for (int i = 0; i < workers; i++) {
      this.workers.add(
          start(
              "worker-" + i,
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

  private Process start(String name, String main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "@" + Path.of("bin/jvm.options").toAbsolutePath(),
                "-cp",
                String.join(File.pathSeparator, CLASS_PATH),
                main));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", folder.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile());
    return builder.start();
  }

  private void awaitPort() throws IOException, InterruptedException {
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
  SparkSession session(int executors) {
    String executorClassPath =
        CLASS_PATH.stream()
            .filter(entry -> JAR == null || !isOurs(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("spark://" + HOST + ":" + port)
            .appName("cluster test")
            .config("spark.plugins", UnrollPlugin.class.getName())
            .config("spark.cores.max", executors)
            .config("spark.executor.cores", 1)
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraClassPath", executorClassPath)
            .config("spark.scheduler.minRegisteredResourcesRatio", 1)
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s")
            .config("spark.driver.host", HOST)
            .config("spark.driver.bindAddress", HOST)
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    if (JAR != null) {
      builder.config("spark.jars", JAR);
    }
    return builder.getOrCreate();
  }

  /** What spark.jars brings to the executors, as spark-submit does. */
  private static boolean isOurs(Path entry) {
    return Files.isDirectory(entry) || entry.getFileName().toString().startsWith("unroll-");
  }

  /** Kills one executor with -9. */
  void killAnExecutor() {
    List<ProcessHandle> executors =
        workers.stream()
            .flatMap(Process::descendants)
            .filter(process -> !process.info().command().orElse("").isEmpty())
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(executors);
    executors.get(0).destroyForcibly();
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
