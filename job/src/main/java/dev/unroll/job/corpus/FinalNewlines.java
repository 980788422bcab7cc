package dev.unroll.job.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Which files end with "\n"; a source of lines does not tell. */
final class FinalNewlines {

  private FinalNewlines() {}

  /** Those of the files that do, each looked at by some task. */
  static Set<String> of(
      List<String> files, JavaSparkContext spark, SerializableConfiguration hadoop) {
    return Set.copyOf(
        spark.parallelize(files).filter(file -> endsWithNewline(file, hadoop.value())).collect());
  }

  private static boolean endsWithNewline(String file, Configuration hadoop) throws IOException {
    Path path = new Path(URI.create(file));
    FileSystem store = path.getFileSystem(hadoop);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    try (FSDataInputStream in = store.open(path)) {
      if (codec != null) {
        return lastByte(codec.createInputStream(in)) == '\n';
      }
      in.seek(Math.max(0, store.getFileStatus(path).getLen() - 1));
      return in.read() == '\n';
    }
  }

  private static int lastByte(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int last = -1;
    for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
      last = buffer[count - 1];
    }
    return last;
  }
}
