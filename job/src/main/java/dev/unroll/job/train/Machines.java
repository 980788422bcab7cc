package dev.unroll.job.train;

import dev.unroll.job.report.Machine;
import dev.unroll.linalg.Blas;
import dev.unroll.linalg.Kernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the driver and the executors compute with: named in the log, and compared. */
final class Machines {
  private static final Logger LOG = LoggerFactory.getLogger(Machines.class);

  private Machines() {}

  private static Machine here() {
    Blas blas = Blas.get();
    return new Machine(
        SparkEnv.get().executorId(),
        SparkEnv.get().blockManager().blockManagerId().host(),
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        blas.describe(),
        Kernels.get().name(),
        Long.toHexString(blas.probe()));
  }

  /** Linux tells the CPU's name; elsewhere the architecture must do. */
  private static String cpu() {
    String architecture = System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException | UncheckedIOException e) {
      return architecture;
    }
  }

  /**
   * Asks the driver and every executor that answers, and warns where their products differ.
   *
   * @param cores number of tasks to ask with
   */
  static List<Machine> check(JavaSparkContext spark, int cores) {
    Set<Machine> machines = new LinkedHashSet<>();
    machines.add(here());
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < cores; i++) {
      numbers.add(i);
    }
    machines.addAll(spark.parallelize(numbers, cores).map(i -> here()).collect());
    machines.forEach(machine -> LOG.info("{}", machine));
    long results = machines.stream().map(m -> m.probe() + m.gates()).distinct().count();
    if (results > 1) {
      LOG.warn(
          "the same product has {} different results on these processes, so the model will depend on"
              + " where its shards ran; give all the same BLAS, and pin its kernels to what all CPUs"
              + " have with blas.core-type (and blas.l2-size), for example blas.core-type=Haswell",
          results);
    }
    return List.copyOf(machines);
  }
}
