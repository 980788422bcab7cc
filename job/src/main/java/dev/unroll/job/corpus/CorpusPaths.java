package dev.unroll.job.corpus;

import dev.unroll.job.config.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a corpus lies, as the caller wrote it.
 *
 * @param key the configuration key or option that names it, for messages
 * @param paths files, directories and globs; or one table
 */
public record CorpusPaths(String key, List<String> paths) implements Serializable {

  /** Paths with commas between them; a comma inside braces belongs to a glob. */
  public static CorpusPaths parse(String key, String value) {
    List<String> paths = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= value.length(); i++) {
      char c = i < value.length() ? value.charAt(i) : ',';
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (i == value.length() || (c == ',' && depth == 0)) {
        String path = value.substring(start, i).strip();
        if (!path.isEmpty()) {
          paths.add(path);
        }
        start = i + 1;
      }
    }
    if (paths.isEmpty()) {
      throw new UserError(key + " must name a corpus, got \"" + value + '"');
    }
    return new CorpusPaths(key, paths);
  }

  String[] asArray() {
    return paths.toArray(String[]::new);
  }

  /**
   * Checks that every path leads to something.
   *
   * @throws UserError if one does not
   */
  public void checkExist(Configuration hadoop) {
    for (String path : paths) {
      try {
        Path pattern = new Path(path);
        FileSystem store = pattern.getFileSystem(hadoop);
        FileStatus[] found = store.globStatus(pattern);
        if (found == null || found.length == 0) {
          throw new UserError(key + " must name an existing file or directory, got " + path);
        }
      } catch (IOException | IllegalArgumentException e) {
        throw new UserError(
            key + " must name a path that can be read, got " + path + "; " + e.getMessage(), e);
      }
    }
  }

  @Override
  public String toString() {
    return String.join(",", paths);
  }

  /** A file's URI as a caller would write it: relative to the working directory where it can be. */
  static String display(String uri) {
    if (!uri.startsWith("file:")) {
      return uri;
    }
    java.nio.file.Path file = Paths.get(URI.create(uri).getPath());
    java.nio.file.Path here = Paths.get("").toAbsolutePath();
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }
}
