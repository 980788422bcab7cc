package dev.unroll.job.corpus;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file of numbered byte records that can be read in any order.
 *
 * <pre>
 * file    = magic, record*, index, trailer
 * record  = bytes, CRC-32C of them (4)
 * index   = for each record the position behind it (8)
 * trailer = number of records (8), CRC-32C of the index (4), magic (8)
 * </pre>
 *
 * <p>Numbers are big-endian. Unlike Hadoop's SequenceFile, whose sync marker is drawn anew for each
 * file, equal records make equal files.
 */
final class ShardFile {
  private static final long MAGIC = 0x554E524F4C4C5331L; // "UNROLLS1"
  private static final int CHECKSUM = 4;
  private static final int TRAILER = 20;

  private ShardFile() {}

  /** Opens a file and checks that it is whole and has so many records. */
  static Reader open(Path path, Configuration hadoop, int records) throws IOException {
    FileSystem store = path.getFileSystem(hadoop);
    long length = store.getFileStatus(path).getLen();
    FSDataInputStream in = store.open(path);
    try {
      return new Reader(path, in, length, records);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Appends records; {@link #close} completes the file. */
  static final class Writer implements Closeable {
    private final DataOutputStream out;
    private long position = Long.BYTES;
    private long[] index = new long[64];
    private int records;

    /** Takes the stream over. */
    Writer(OutputStream out) throws IOException {
      this.out = new DataOutputStream(out);
      this.out.writeLong(MAGIC);
    }

    void append(byte[] bytes) throws IOException {
      out.write(bytes);
      out.writeInt(checksum(bytes));
      position += bytes.length + CHECKSUM;
      if (records == index.length) {
        index = Arrays.copyOf(index, 2 * records);
      }
      index[records++] = position;
    }

    /** Writes index and trailer. A file without them is not whole, and says so when it is read. */
    @Override
    public void close() throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(records * Long.BYTES);
      bytes.asLongBuffer().put(index, 0, records);
      out.write(bytes.array());
      out.writeLong(records);
      out.writeInt(checksum(bytes.array()));
      out.writeLong(MAGIC);
      out.close();
    }
  }

  /** Reads records by number. For one thread. */
  static final class Reader implements Closeable {
    private final Path path;
    private final FSDataInputStream in;
    private final long[] index;

    private Reader(Path path, FSDataInputStream in, long length, int records) throws IOException {
      this.path = path;
      this.in = in;
      int indexBytes = records * Long.BYTES;
      long end = length - TRAILER - indexBytes;
      check(end >= Long.BYTES, "must have " + records + " records");
      ByteBuffer bytes = ByteBuffer.allocate(indexBytes + TRAILER);
      in.readFully(end, bytes.array());
      this.index = new long[records + 1];
      this.index[0] = Long.BYTES;
      bytes.asLongBuffer().get(index, 1, records);
      bytes.position(indexBytes);
      check(bytes.getLong() == records, "must have " + records + " records");
      byte[] indexOnly = Arrays.copyOf(bytes.array(), indexBytes);
      check(
          bytes.getInt() == checksum(indexOnly)
              && bytes.getLong() == MAGIC
              && index[records] == end,
          "must have a whole index");
    }

    /** The bytes of a record, the caller's. */
    byte[] read(int record) throws IOException {
      int length = (int) (index[record + 1] - index[record] - CHECKSUM);
      byte[] bytes = new byte[length + CHECKSUM];
      in.readFully(index[record], bytes);
      int expected = ByteBuffer.wrap(bytes, length, CHECKSUM).getInt();
      byte[] payload = Arrays.copyOf(bytes, length);
      check(expected == checksum(payload), "must match its checksum in record " + record);
      return payload;
    }

    private void check(boolean holds, String rule) throws IOException {
      if (!holds) {
        throw new IOException(
            "shard " + path + " " + rule + ", got a damaged file; start the run anew");
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
