package dev.unroll.job.corpus;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes shard files from tasks. Each attempt of a task writes a file of its own and renames it
 * when it is whole, unless another attempt, which wrote the same bytes, was faster.
 */
record ShardOutput(SerializableConfiguration hadoop) implements Serializable {

  /** Writes the records of one file. */
  @FunctionalInterface
  interface Body {
    void writeTo(ShardFile.Writer file) throws IOException;
  }

  void write(Path target, Body body) throws IOException {
    FileSystem store = target.getFileSystem(hadoop.value());
    Path attempt =
        new Path(
            target.getParent(), "." + target.getName() + "." + TaskContext.get().taskAttemptId());
    try (ShardFile.Writer file = new ShardFile.Writer(store.create(attempt, true))) {
      body.writeTo(file);
    } catch (IOException | RuntimeException e) {
      store.delete(attempt, false);
      throw e;
    }
    if (store.exists(target) || !rename(store, attempt, target)) {
      store.delete(attempt, false);
      if (!store.exists(target)) {
        throw new IOException(attempt + " must be renamed to " + target + ", but was not");
      }
    }
  }

  /** Some stores say false where the target exists, and object stores throw. */
  private static boolean rename(FileSystem store, Path attempt, Path target) throws IOException {
    try {
      return store.rename(attempt, target);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }
}
