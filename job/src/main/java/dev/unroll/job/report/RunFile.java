package dev.unroll.job.report;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files of a run that are written again and again. */
public final class RunFile {

  private RunFile() {}

  /** Under another name first, so that nobody sees half a file. */
  public static void replace(FileSystem fileSystem, Path file, byte[] bytes) throws IOException {
    Path unfinished = new Path(file.getParent(), "." + file.getName() + ".unfinished");
    try (OutputStream out = fileSystem.create(unfinished, true)) {
      out.write(bytes);
    }
    fileSystem.delete(file, false);
    if (!fileSystem.rename(unfinished, file)) {
      throw new IOException(unfinished + " must be renamed to " + file + ", but was not");
    }
  }
}
