package dev.unroll.job.train;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code faulty:}. Of the files whose names match {@link #FILES},
 * half of the first bytes arrive; then the store refuses the rest, or says nothing any more.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** A regular expression for names of files; none by default. */
  static final String FILES = "faulty.files";

  /** Whether the store falls silent instead of refusing. */
  static final String SILENT = "faulty.silent";

  /** Makes the scheme known. */
  static void register(Configuration hadoop) {
    hadoop.set("fs.faulty.impl", FaultyFileSystem.class.getName());
  }

  @Override
  public URI getUri() {
    return URI.create("faulty:///");
  }

  @Override
  public FSDataOutputStream create(
      Path file, boolean overwrite, int buffer, short copies, long block, Progressable progress)
      throws IOException {
    FSDataOutputStream whole = super.create(file, overwrite, buffer, copies, block, progress);
    return file.getName().matches(getConf().get(FILES, ""))
        ? new FSDataOutputStream(new Half(whole, getConf().getBoolean(SILENT, false)), null)
        : whole;
  }

  private static final class Half extends FilterOutputStream {
    private final boolean silent;

    Half(OutputStream whole, boolean silent) {
      super(whole);
      this.silent = silent;
    }

    @Override
    public void write(int b) throws IOException {
      fail();
    }

    @Override
    public void write(byte[] bytes, int offset, int n) throws IOException {
      out.write(bytes, offset, n / 2);
      out.flush();
      fail();
    }

    private void fail() throws IOException {
      while (silent) {
        LockSupport.park();
      }
      throw new IOException("No space left on device");
    }
  }
}
