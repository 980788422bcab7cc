package dev.unroll.job.train;

import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.job.report.RecordedRun;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a run, on any Hadoop file system.
 *
 * <pre>
 * run.conf                the effective configuration, each key with its origin
 * shards/                 the staged corpus
 * checkpoints/step-N      the state after step N, the newest keep-checkpoints of them
 * checkpoints/best-N      the parameters after step N, the best so far
 * metrics.jsonl           every step and validation
 * curves.png              loss, learning rate and gradient norm so far
 * report.html             all about the run, written when it ends
 * model/                  the model directory, written when the run ends
 * </pre>
 */
public final class RunDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  /** Keys that may change between a run and its continuation: none enters the arithmetic. */
  private static final List<String> FREE_KEYS =
      List.of(
          "run.dir",
          "run.overwrite",
          "run.progress-interval",
          "train.exchange",
          "train.checkpoint-every",
          "train.keep-checkpoints",
          "train.on-checkpoint-failure",
          "decode.",
          "blas.",
          "corpus.test");

  private final Path root;
  private final FileSystem fileSystem;

  private RunDirectory(Path root, FileSystem fileSystem) {
    this.root = root;
    // Files have checksums of their own, and Hadoop's beside them would make a torn one unreadable.
    this.fileSystem = fileSystem instanceof LocalFileSystem local ? local.getRaw() : fileSystem;
  }

  /**
   * The place for a new run, where nothing is written or deleted yet, or the directory of the run
   * to resume.
   *
   * @throws UserError if it is there but should not be, or the other way around, or if the recipe
   *     of the run to resume is another one
   */
  public static RunDirectory open(EffectiveConfig config, Configuration hadoop, boolean resume)
      throws IOException {
    RunDirectory run = at("run.dir", config.values().run().dir(), hadoop);
    Path root = run.root;
    if (resume) {
      if (!run.fileSystem.exists(run.configuration())) {
        throw new UserError(
            "run.dir must be the directory of a run to resume, got %s, which holds no run.conf;"
                    .formatted(root)
                + " train without --resume");
      }
      run.checkRecipe(config);
      return run;
    }
    if (run.exists() && !config.values().run().overwrite()) {
      throw new UserError(
          "run.dir must not exist yet, got %s; choose another, continue it with --resume, or delete"
                  .formatted(root)
              + " it with --set run.overwrite=true");
    }
    run.checkWritable();
    return run;
  }

  /**
   * The directory of a run that has begun, whether or not it has ended.
   *
   * @param directory as the caller named it
   * @throws UserError if it is none
   */
  public static RunDirectory existing(String directory, Configuration hadoop) throws IOException {
    RunDirectory run = at("RUN", directory, hadoop);
    if (!run.fileSystem.exists(run.configuration()) && !run.fileSystem.exists(run.metrics())) {
      throw new UserError(
          "RUN must be the directory of a run, got %s, which holds neither %s nor %s"
              .formatted(directory, run.configuration().getName(), run.metrics().getName()));
    }
    return run;
  }

  /**
   * The directory of the run that made a model, if the model is still in it; any other directory
   * tells of no run.
   *
   * @param model a model directory
   */
  public static RunDirectory ofModel(String model, Configuration hadoop) throws IOException {
    RunDirectory directory = at("model directory", model, hadoop);
    Path parent = directory.fileSystem.makeQualified(directory.root).getParent();
    return parent == null ? directory : new RunDirectory(parent, directory.fileSystem);
  }

  /** What it tells of its run. */
  public RecordedRun recorded() throws IOException {
    return RecordedRun.read(root.toString(), fileSystem, configuration(), metrics());
  }

  /** Whether a key enters the arithmetic of a run. */
  public static boolean isRecipe(String key) {
    return FREE_KEYS.stream().noneMatch(key::startsWith);
  }

  private static RunDirectory at(String key, String directory, Configuration hadoop)
      throws IOException {
    try {
      Path root = new Path(directory);
      return new RunDirectory(root, root.getFileSystem(hadoop));
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw new UserError(
          "%s must be a path on a known file system, got %s; %s"
              .formatted(key, directory, e.getMessage()),
          e);
    }
  }

  /** Makes a directory and takes it away again: better now than after the staging. */
  private void checkWritable() {
    try {
      Path probe = fileSystem.exists(root) ? new Path(root, ".probe") : root;
      if (!fileSystem.mkdirs(probe)) {
        throw new IOException("no directory can be made there");
      }
      fileSystem.delete(probe, false);
    } catch (IOException e) {
      throw new UserError(
          "run.dir must be a place that can be written to, got %s; %s"
              .formatted(root, e.getMessage()),
          e);
    }
  }

  /** Whether there is anything in it; what a killed beginning of a run may leave is nothing. */
  boolean exists() throws IOException {
    if (!fileSystem.exists(root)) {
      return false;
    }
    for (FileStatus status : fileSystem.listStatus(root)) {
      if (!status.getPath().getName().equals(unfinishedConfiguration().getName())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Begins a new run: deletes what another run has left, all but the shards, and writes the
   * configuration. Where there is a {@code run.conf}, it is whole, and the run can be resumed.
   */
  void begin(EffectiveConfig config) throws IOException {
    fileSystem.mkdirs(root);
    fileSystem.delete(configuration(), false);
    for (FileStatus status : fileSystem.listStatus(root)) {
      if (!status.getPath().getName().equals(shards().getName())) {
        LOG.info("deleting {} of an older run", status.getPath());
        fileSystem.delete(status.getPath(), true);
      }
    }
    writeText(unfinishedConfiguration(), config.toHocon());
    if (!fileSystem.rename(unfinishedConfiguration(), configuration())) {
      throw new IOException(configuration() + " could not be written");
    }
  }

  /** Deletes everything. */
  void delete() throws IOException {
    fileSystem.delete(root, true);
  }

  private void checkRecipe(EffectiveConfig now) throws IOException {
    String old;
    try (var in = fileSystem.open(configuration())) {
      old = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, String> before = recipe(ConfigLoader.fromText("run.conf", old, List.of()));
    Map<String, String> after = recipe(now);
    List<String> changes = new ArrayList<>();
    before.forEach(
        (key, value) -> {
          if (!value.equals(after.get(key))) {
            changes.add("%s (%s, then %s)".formatted(key, value, after.get(key)));
          }
        });
    if (!changes.isEmpty()) {
      throw new UserError(
          "a resumed run must have the recipe that it began with, got other values of "
              + String.join(", ", changes)
              + "; take them back, or start a new run");
    }
  }

  private static Map<String, String> recipe(EffectiveConfig config) {
    Map<String, String> recipe = new LinkedHashMap<>();
    for (EffectiveConfig.Setting setting : config.settings()) {
      if (isRecipe(setting.key())) {
        recipe.put(setting.key(), setting.value());
      }
    }
    return recipe;
  }

  private void writeText(Path file, String text) throws IOException {
    try (OutputStream out = fileSystem.create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The file system of the directory. */
  public FileSystem fileSystem() {
    return fileSystem;
  }

  private Path unfinishedConfiguration() {
    return new Path(root, ".run.conf.unfinished");
  }

  /** The effective configuration. */
  public Path configuration() {
    return new Path(root, "run.conf");
  }

  /** The staged corpus. */
  public Path shards() {
    return new Path(root, "shards");
  }

  /** Every step and validation, one JSON object a line. */
  public Path metrics() {
    return new Path(root, "metrics.jsonl");
  }

  /** Loss, learning rate and gradient norm as a chart. */
  public Path curves() {
    return new Path(root, "curves.png");
  }

  /** All about the run as a page. */
  public Path report() {
    return new Path(root, "report.html");
  }

  /** The model directory. */
  public Path model() {
    return new Path(root, "model");
  }

  /** The folder of the checkpoints. */
  public Path checkpoints() {
    return new Path(root, "checkpoints");
  }

  /** The state after a step. */
  public Path checkpoint(long step) {
    return new Path(checkpoints(), "step-%09d".formatted(step));
  }

  /** The parameters after a step that brought the best validation so far. */
  public Path best(long step) {
    return new Path(checkpoints(), "best-%09d".formatted(step));
  }

  /** The steps of all files of this kind ("step" or "best"), rising; whole or torn. */
  List<Long> steps(String kind) throws IOException {
    List<Long> steps = new ArrayList<>();
    for (FileStatus status : checkpointFiles()) {
      String name = status.getPath().getName();
      if (name.matches(kind + "-\\d{9,}")) {
        steps.add(Long.parseLong(name.substring(kind.length() + 1)));
      }
    }
    steps.sort(null);
    return steps;
  }

  private FileStatus[] checkpointFiles() throws IOException {
    try {
      return fileSystem.listStatus(checkpoints());
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
