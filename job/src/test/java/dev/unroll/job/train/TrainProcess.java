package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.EffectiveConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** {@code unroll train} in a process of its own, to be killed. */
final class TrainProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final Process process;
  private final Path log;

  /**
   * Starts it.
   *
   * @param folder where its configuration and its log are written
   * @param properties Spark's settings, {@code spark.master} among them
   */
  TrainProcess(Path folder, EffectiveConfig config, boolean resume, Map<String, String> properties)
      throws IOException {
    this(folder, config, resume, properties, Map.of());
  }

  /** The same with environment variables, as the launcher sets them. */
  TrainProcess(
      Path folder,
      EffectiveConfig config,
      boolean resume,
      Map<String, String> properties,
      Map<String, String> environment)
      throws IOException {
    Path conf = Files.createTempFile(folder, "train", ".conf");
    Files.writeString(conf, config.toHocon());
    log = Path.of(conf + ".log");
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.put(
        "log4j2.configurationFile",
        Path.of("../conf/log4j2.properties").toAbsolutePath().toString());
    // A build in the background ignores SIGINT, and so would all that it starts.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(Cluster.java(all, "-Xmx1g"));
    command.addAll(List.of("dev.unroll.job.cli.Main", "train", "--conf", conf.toString()));
    if (resume) {
      command.add("--resume");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Waits until something has happened; fails if the process ends before. */
  void await(String what, BooleanSupplier happened) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!happened.getAsBoolean()) {
      assertTrue(process.isAlive(), () -> "it ended before " + what + ":\n" + log());
      assertTrue(System.nanoTime() < end, () -> "no " + what + ":\n" + log());
      Thread.sleep(1);
    }
  }

  /** Sends a signal, such as {@code TERM}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start().waitFor();
  }

  /** Sends signal 9 and waits for the end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and returns the exit status. */
  int status() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "no end:\n" + log());
    return process.exitValue();
  }

  /** All that it has said. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
