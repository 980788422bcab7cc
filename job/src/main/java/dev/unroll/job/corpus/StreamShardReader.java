package dev.unroll.job.corpus;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The windows of one shard's streams: a pure function of the step. Holds two blocks in memory,
 * whatever the size of the corpus. For one thread.
 */
public final class StreamShardReader implements Closeable {
  private final StreamShards layout;
  private final int streams;
  private final ShardFile.Reader file;

  /** Block k lies in slot k mod 2, so that a window across two blocks reads each once. */
  private final byte[][] blocks = new byte[2][];

  private final int[] blockNumbers = {-1, -1};

  /**
   * Opens the file of a shard.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public StreamShardReader(StreamShards layout, int shard, Configuration hadoop)
      throws IOException {
    this.layout = layout;
    this.streams = layout.streams(shard);
    this.file = ShardFile.open(layout.file(shard), hadoop, layout.blocks());
  }

  /**
   * The window of a step of an epoch: for each stream of the shard its input symbols and, one place
   * later, their targets.
   *
   * @param step in [0, stepsPerEpoch)
   * @return (streams of the shard, {@code windowLength(step)} + 1), the caller's
   */
  public int[][] window(long step) throws IOException {
    if (step < 0 || step >= layout.stepsPerEpoch()) {
      throw new IllegalArgumentException(
          "step must be in [0, " + layout.stepsPerEpoch() + "), got " + step);
    }
    int length = layout.windowLength(step) + 1;
    int[][] window = new int[streams][length];
    long start = step * layout.window();
    for (int done = 0; done < length; ) {
      int block = (int) ((start + done) / layout.blockLength());
      int from = (int) ((start + done) % layout.blockLength());
      int blockLength = layout.blockLength(block);
      int count = Math.min(length - done, blockLength - from);
      byte[] bytes = block(block);
      for (int stream = 0; stream < streams; stream++) {
        for (int t = 0; t < count; t++) {
          window[stream][done + t] =
              Ids.get(bytes, stream * blockLength + from + t, layout.bytesPerId());
        }
      }
      done += count;
    }
    return window;
  }

  private byte[] block(int number) throws IOException {
    int slot = number & 1;
    if (blockNumbers[slot] != number) {
      blocks[slot] = file.read(number);
      blockNumbers[slot] = number;
    }
    return blocks[slot];
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
