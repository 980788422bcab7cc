package dev.unroll.job.train;

import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.report.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * What records cost: trains a configuration with all of them and with none, in turn (on, off, off,
 * on …), and compares the times from the first step to the end. In the test class path:
 *
 * <pre>
 * java … dev.unroll.job.train.RecordsCost PAIRS CONF [key=value]…
 * </pre>
 *
 * <p>The first pair, in which much runs that is not compiled yet, is shown and left out. Where the
 * machine is shared, trainings differ by more than the records cost; so the time that the training
 * thread spends in them is shown beside it, as a share of the rest.
 */
final class RecordsCost {
  private final SparkSession session;
  private final Path conf;
  private final List<String> overrides;
  private long began;
  private long nanos;
  private long inRecords;

  private RecordsCost(SparkSession session, Path conf, List<String> overrides) {
    this.session = session;
    this.conf = conf;
    this.overrides = overrides;
  }

  public static void main(String[] arguments) throws IOException {
    int pairs = Integer.parseInt(arguments[0]);
    List<String> overrides = List.of(arguments).subList(2, arguments.length);
    SparkSession.Builder spark =
        SparkSession.builder()
            .appName("cost of records")
            .config("spark.ui.enabled", false)
            .config("spark.plugins", UnrollPlugin.class.getName());
    if (System.getProperty("spark.master") == null) {
      spark.master("local[*]");
    }
    try (SparkSession session = spark.getOrCreate()) {
      new RecordsCost(session, Path.of(arguments[1]), overrides).compare(pairs);
    }
  }

  private void compare(int pairs) throws IOException {
    List<Double> ratios = new ArrayList<>();
    for (int pair = 0; pair <= pairs; pair++) {
      boolean onFirst = pair % 2 == 0;
      inRecords = 0;
      double first = milliseconds(onFirst);
      double second = milliseconds(!onFirst);
      double on = onFirst ? first : second;
      double off = onFirst ? second : first;
      System.out.printf(
          Locale.ROOT,
          "pair %d: on %,.0f ms, off %,.0f ms, %.4f; in the records %,.0f ms, %.4f%n",
          pair,
          on,
          off,
          on / off,
          inRecords / 1e6,
          on / (on - inRecords / 1e6));
      if (pair > 0) {
        ratios.add(on / off);
      }
    }
    Collections.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "on / off, median of %d pairs: %.4f (%.4f to %.4f)%n",
        ratios.size(),
        (ratios.get((ratios.size() - 1) / 2) + ratios.get(ratios.size() / 2)) / 2,
        ratios.get(0),
        ratios.get(ratios.size() - 1));
  }

  private double milliseconds(boolean on) throws IOException {
    Path run = Files.createTempDirectory("records-cost");
    List<String> all = new ArrayList<>(overrides);
    all.add("run.dir=" + run.resolve("run"));
    EffectiveConfig config = ConfigLoader.fromFile(conf, all);
    new TrainingRun(session, config, List.of(), timed(on)).run(false);
    delete(run);
    return nanos / 1e6;
  }

  /** The records, or none, and the time between their opening and their end. */
  private Records.Opening timed(boolean on) {
    return (run, config, resumedStep) -> {
      began = System.nanoTime();
      Records records =
          on ? Records.open(run, config, resumedStep) : new Records(List.of(), () -> {});
      return new Records(
          records.listeners().stream().map(this::counted).toList(),
          () -> {
            count(records.close());
            nanos = System.nanoTime() - began;
          });
    };
  }

  /** The listener, its time counted. */
  private TrainingListener counted(TrainingListener listener) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          long start = System.nanoTime();
          try {
            return method.invoke(listener, arguments);
          } finally {
            inRecords += System.nanoTime() - start;
          }
        };
    ClassLoader loader = getClass().getClassLoader();
    return (TrainingListener)
        Proxy.newProxyInstance(loader, new Class<?>[] {TrainingListener.class}, handler);
  }

  private void count(Runnable work) {
    long start = System.nanoTime();
    work.run();
    inRecords += System.nanoTime() - start;
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      files
          .sorted(Collections.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
