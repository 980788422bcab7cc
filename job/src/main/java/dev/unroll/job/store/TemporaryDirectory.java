package dev.unroll.job.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Directories of the default file system that driver and executors share for a while. */
public final class TemporaryDirectory {

  private TemporaryDirectory() {}

  /**
   * A directory of its own, the caller's to delete: where Java has its temporary files if the
   * default file system is the local one, else in the user's home.
   *
   * @param prefix of its name
   */
  public static Path create(String prefix, Configuration hadoop) throws IOException {
    FileSystem files = FileSystem.get(hadoop);
    return files instanceof LocalFileSystem
        ? new Path(Files.createTempDirectory(prefix).toUri())
        : new Path(files.getHomeDirectory(), prefix + UUID.randomUUID());
  }
}
