package dev.unroll.job.corpus;

/**
 * A corpus as contiguous streams, read in windows: stream b of B holds the symbols [b·L, (b+1)·L)
 * of the corpus, L = ⌊symbols / B⌋; what is left over at the end is dropped.
 *
 * <p>Shard s holds the streams [s·B/S, (s+1)·B/S). Its record k is a block of time: the ids at
 * [k·K, (k+1)·K) of its first stream, then of its second, ….
 *
 * @param directory folder of the shard files
 * @param shards number of shards, S
 * @param symbols symbols in the corpus
 * @param streams number of streams, B
 * @param window time steps of a training step
 * @param keepLast whether an epoch ends with a shorter window over what is left (validation), or
 *     drops it (training)
 * @param blockLength time steps of a record, K
 * @param bytesPerId 1, 2 or 4
 */
public record StreamShards(
    String directory,
    int shards,
    long symbols,
    int streams,
    int window,
    boolean keepLast,
    int blockLength,
    int bytesPerId)
    implements ShardSet {

  public StreamShards {
    if (shards < 1 || shards > streams) {
      throw new IllegalArgumentException(
          "shards must be in [1, streams = " + streams + "], got " + shards);
    }
  }

  /** Symbols of each stream, L. */
  public long streamLength() {
    return symbols / streams;
  }

  /**
   * Windows of an epoch: starts 0, window, 2·window, … that leave room for a whole window and one
   * more symbol, or with {@code keepLast} for one input and its target.
   */
  @Override
  public long stepsPerEpoch() {
    long starts = streamLength() - 1 - (keepLast ? 0 : window);
    return starts <= 0 ? 0 : Division.ceil(starts, window);
  }

  /** Time steps of the window of a step. */
  public int windowLength(long step) {
    return (int) Math.min(window, streamLength() - 1 - step * window);
  }

  /** First stream of a shard; {@code firstStream(shards)} is the number of streams. */
  public int firstStream(int shard) {
    return Division.boundary(shard, shards, streams);
  }

  /** Number of streams of a shard. */
  public int streams(int shard) {
    return firstStream(shard + 1) - firstStream(shard);
  }

  /** The shard that holds a stream. */
  int shardOf(int stream) {
    int shard = (int) ((long) stream * shards / streams);
    while (firstStream(shard + 1) <= stream) {
      shard++;
    }
    return shard;
  }

  /** Number of records of each shard. */
  int blocks() {
    return Math.toIntExact(Division.ceil(streamLength(), blockLength));
  }

  /** Time steps of record {@code block}. */
  int blockLength(int block) {
    return (int) Math.min(blockLength, streamLength() - (long) block * blockLength);
  }

  /**
   * Where a symbol lies in the shard files, were they one behind the other without anything else.
   *
   * @param position number of a symbol that is part of a stream
   */
  long address(long position) {
    int stream = (int) (position / streamLength());
    long time = position % streamLength();
    int shard = shardOf(stream);
    int block = (int) (time / blockLength);
    long shardStart = firstStream(shard) * streamLength();
    long blockStart = (long) block * blockLength * streams(shard);
    long streamStart = (long) (stream - firstStream(shard)) * blockLength(block);
    return shardStart + blockStart + streamStart + time % blockLength;
  }

  /**
   * Where the piece of a stream ends that lies in one record with the symbol at {@code position};
   * that position itself if it is behind the last stream.
   */
  long endOfPiece(long position) {
    long length = streamLength();
    long time = position % length;
    if (position >= length * streams) {
      return position;
    }
    return position - time + Math.min(length, (time / blockLength + 1) * blockLength);
  }
}
