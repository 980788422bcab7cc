package dev.unroll.job.corpus;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import scala.Tuple2;

/**
 * Cuts runs of symbols at the borders of streams and of blocks of time, and gives the pieces under
 * their address in the shard files; symbols behind the last stream are left out.
 */
final class StreamChunks implements Iterator<Tuple2<Long, byte[]>> {
  private final Iterator<PositionedIds> runs;
  private final StreamShards layout;
  private final Queue<Tuple2<Long, byte[]>> ready = new ArrayDeque<>();

  /** Bytes of the piece that begins at {@code start}; it may not go beyond {@code end}. */
  private final byte[] piece;

  private int size;
  private long start;
  private long end;

  StreamChunks(Iterator<PositionedIds> runs, StreamShards layout) {
    this.runs = runs;
    this.layout = layout;
    this.piece = new byte[layout.blockLength() * layout.bytesPerId()];
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && runs.hasNext()) {
      add(runs.next());
    }
    if (ready.isEmpty()) {
      finish();
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Long, byte[]> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void add(PositionedIds run) {
    long position = run.position();
    for (int id : run.ids()) {
      if (position != start + size || position == end) {
        finish();
        start = position;
        end = layout.endOfPiece(position);
      }
      if (position < end) {
        Ids.put(piece, size++, id, layout.bytesPerId());
      }
      position++;
    }
  }

  private void finish() {
    if (size > 0) {
      byte[] bytes = Arrays.copyOf(piece, size * layout.bytesPerId());
      ready.add(new Tuple2<>(layout.address(start), bytes));
      size = 0;
    }
  }
}
