package dev.unroll.job.store;

import dev.unroll.io.InvalidModelException;
import dev.unroll.io.Model;
import dev.unroll.io.ModelDirectory;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.Spelling;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Reads and writes model directories on any of Hadoop's file systems. */
public final class Models {

  /**
   * The field of {@code training.json} with the effective configuration of the run, see {@link
   * dev.unroll.job.config.EffectiveConfig#toJson}.
   */
  public static final String CONFIGURATION = "configuration";

  private Models() {}

  /**
   * Reads a model directory.
   *
   * @throws UserError if there is none, or it is damaged, foreign or of a later version
   */
  public static Model read(String directory, Configuration hadoop) throws IOException {
    try {
      return ModelDirectory.read(new HadoopModelStore(path(directory), hadoop));
    } catch (InvalidModelException | UnsupportedFileSystemException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  /**
   * Writes a model directory. It becomes one with its last file, so that what a reader takes for a
   * model is whole, also on object stores, which cannot rename a directory at once.
   *
   * @throws UserError if the directory exists
   */
  public static void write(Model model, String directory, Configuration hadoop) throws IOException {
    Path target = path(directory);
    FileSystem files = target.getFileSystem(hadoop);
    if (files.exists(target)) {
      throw new UserError("model directory must not exist yet, got " + target);
    }
    ModelDirectory.write(model, new HadoopModelStore(target, hadoop));
  }

  /** Deletes a model directory, whole or not, if it is there: first the file that makes it one. */
  public static void delete(String directory, Configuration hadoop) throws IOException {
    Path target = path(directory);
    FileSystem files = target.getFileSystem(hadoop);
    files.delete(new Path(target, ModelDirectory.CONFIG), false);
    files.delete(target, true);
  }

  private static Path path(String directory) {
    try {
      return new Path(directory);
    } catch (IllegalArgumentException e) {
      throw new UserError("model directory must be a path, got \"" + directory + '"', e);
    }
  }

  /**
   * The configuration under which a model was trained, for reading data as it did. The machines of
   * the training count no more.
   *
   * @param overrides {@code key=value} each: how the data differ
   * @throws UserError if there is a mistake in the overrides, or they contradict the model
   */
  public static UnrollConfig config(Model model, List<String> overrides) {
    Map<String, String> own = new LinkedHashMap<>();
    own.put("task", Spelling.of(model.task()));
    TextConfig text = model.text();
    if (text != null) {
      own.put("corpus.unit", Spelling.of(text.unit()));
      own.put("corpus.lowercase", String.valueOf(text.tokenizer().lowercase()));
      own.put("corpus.tokenizer", Spelling.of(text.tokenizer().kind()));
      own.put("corpus.spelling-size", String.valueOf(text.spellingSize()));
    }
    for (String override : overrides) {
      String key = override.split("=", 2)[0].strip();
      if (own.containsKey(key) && !override.strip().endsWith("=" + own.get(key))) {
        throw new UserError(
            "%s must stay %s, which the model was trained with, got --set %s"
                .formatted(key, own.get(key), override));
      }
    }
    List<String> all = new ArrayList<>(List.of("blas.core-type=null", "blas.l2-size=null"));
    all.addAll(overrides);
    own.forEach((key, value) -> all.add(key + "=" + value));
    String trained =
        model.training().hasNonNull(CONFIGURATION)
            ? model.training().get(CONFIGURATION).toString()
            : "";
    return ConfigLoader.fromText("training.json", trained, all).values();
  }
}
