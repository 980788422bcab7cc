package dev.unroll.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher starts, shown by stand-ins for java and spark-submit that print their
 * arguments.
 */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("bin/unroll").toAbsolutePath();
  private static final String JAR = System.getProperty("unroll.jar");

  @TempDir Path folder;

  private record Run(int status, List<String> output) {}

  @Test
  void unroll_withSparkHome_handsOptionsToSparkSubmitAndStatusBack() throws Exception {
    standIn("spark home/bin/spark-submit", 2);
    Run run =
        unroll(
            Map.of("SPARK_HOME", folder.resolve("spark home").toString()),
            "--master=yarn",
            "--conf",
            "spark.a=b c",
            "score",
            "--input",
            "my data");
    assertEquals(2, run.status, run.toString());
    assertEquals(
        List.of(
            "--master=yarn",
            "--conf",
            "spark.a=b c",
            "--class",
            "dev.unroll.job.cli.Main",
            JAR,
            "score",
            "--input",
            "my data"),
        run.output);
  }

  @Test
  void unroll_withoutSpark_startsSparkSubmitOnAllCores() throws Exception {
    Run run = unroll(embedded(), "train", "--conf", "my.conf");
    assertEquals(0, run.status, run.toString());
    assertEquals("-Xmx4g", run.output.get(0));
    assertEquals(
        List.of(
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[*]",
            "--class",
            "dev.unroll.job.cli.Main",
            JAR,
            "train",
            "--conf",
            "my.conf"),
        run.output.subList(
            run.output.indexOf("org.apache.spark.deploy.SparkSubmit"), run.output.size()));
  }

  @Test
  void unroll_withoutSparkButWithOptions_startsTheJvmByThem() throws Exception {
    Run run =
        unroll(
            embedded(),
            "--driver-memory",
            "7g",
            "--conf",
            "spark.driver.extraJavaOptions=-Da=1 -Db=2",
            "--master",
            "local[3]",
            "inspect");
    assertEquals("-Xmx7g", run.output.get(0));
    assertTrue(run.output.containsAll(List.of("-Da=1", "-Db=2", "local[3]")), run.toString());
    assertFalse(run.output.contains("local[*]"), run.toString());
  }

  @Test
  void unroll_withoutVerb_handsOverToMain() throws Exception {
    Run run = unroll(embedded(), "--help");
    assertEquals(
        List.of(JAR, "--help"), run.output.subList(run.output.indexOf(JAR), run.output.size()));
    run = unroll(embedded());
    assertEquals(JAR, run.output.get(run.output.size() - 1));
  }

  @Test
  void unroll_optionWithoutItsValue_isTheCallersMistake() throws Exception {
    Run run = unroll(embedded(), "--master");
    assertEquals(new Run(2, List.of("unroll: --master must be followed by a value")), run);
  }

  @Test
  void unroll_realJavaAndShadedJar_computesOnTheEmbeddedOpenBlas() throws Exception {
    Run run =
        unroll(
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            "--driver-memory",
            "512m",
            "benchmark",
            "--workload",
            "custom",
            "--hidden-size",
            "8",
            "--steps",
            "1",
            "--warm-up",
            "0",
            "--json");
    assertEquals(0, run.status, run.toString());
    String json = run.output.get(run.output.size() - 1);
    assertTrue(json.contains("\"blas\":\"embedded OpenBLAS"), run.toString());
  }

  private Map<String, String> embedded() throws IOException {
    standIn("jdk/bin/java", 0);
    return Map.of("JAVA_HOME", folder.resolve("jdk").toString());
  }

  private void standIn(String path, int status) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit " + status + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Calls the launcher by a symbolic link, from a folder that is not the repository's. */
  private Run unroll(Map<String, String> environment, String... arguments) throws Exception {
    Path link = folder.resolve("a link");
    Files.createSymbolicLink(link, LAUNCHER);
    List<String> command = new ArrayList<>(List.of(link.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("UNROLL_MEMORY");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Run run = new Run(process.waitFor(), output.lines().toList());
    Files.delete(link);
    return run;
  }
}
