package dev.unroll.job.store;

import dev.unroll.io.ModelStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory on one of Hadoop's file systems. On a local disk the files stand alone, without
 * Hadoop's checksum files beside them, as other programs expect.
 */
public final class HadoopModelStore implements ModelStore {
  private final FileSystem files;
  private final Path directory;

  /**
   * The store of a directory, which need not exist yet.
   *
   * @throws IOException if there is no such file system
   */
  public HadoopModelStore(Path directory, Configuration hadoop) throws IOException {
    FileSystem given = directory.getFileSystem(hadoop);
    this.files = given instanceof LocalFileSystem local ? local.getRaw() : given;
    this.directory = directory;
  }

  @Override
  public InputStream open(String name) throws IOException {
    return files.open(new Path(directory, name));
  }

  @Override
  public OutputStream create(String name) throws IOException {
    return files.create(new Path(directory, name), true);
  }

  @Override
  public long size(String name) throws IOException {
    return files.getFileStatus(new Path(directory, name)).getLen();
  }

  @Override
  public boolean exists(String name) throws IOException {
    return files.exists(new Path(directory, name));
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
