package dev.unroll.job.score;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The rows of a partition with the model's columns behind their own. Reads a window of rows, scores
 * them in batches of similar length, and gives them out in the order in which they came.
 */
final class ScoredRows implements Iterator<Row> {
  private static final int WINDOW_ROWS = 2048;
  private static final int WINDOW_STEPS = 1 << 18;
  private static final int BATCH_ROWS = 64;
  private static final int BATCH_STEPS = 1 << 13;

  private final Iterator<Row> rows;
  private final InputReader reader;
  private final TaskScorer scorer;
  private final Queue<Row> ready = new ArrayDeque<>();

  ScoredRows(Iterator<Row> rows, InputReader reader, TaskScorer scorer) {
    this.rows = rows;
    this.reader = reader;
    this.scorer = scorer;
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (ready.isEmpty()) {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      scoreWindow();
    }
    return ready.remove();
  }

  private void scoreWindow() {
    List<Row> window = new ArrayList<>();
    List<Input> inputs = new ArrayList<>();
    for (int steps = 0; rows.hasNext() && window.size() < WINDOW_ROWS && steps < WINDOW_STEPS; ) {
      Row row = rows.next();
      Input input = reader.read(row);
      window.add(row);
      inputs.add(input);
      steps += input == null ? 0 : input.steps();
    }
    Object[][] scores = new Object[window.size()][];
    for (int i = 0; i < scores.length; i++) {
      Input input = inputs.get(i);
      scores[i] = input == null ? new Object[scorer.columns().size()] : scorer.ofNothing();
    }
    int[] byLength =
        IntStream.range(0, scores.length)
            .filter(i -> isScored(inputs.get(i)))
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> inputs.get(i).steps()))
            .mapToInt(i -> i)
            .toArray();
    for (int from = 0; from < byLength.length; ) {
      int to = end(inputs, byLength, from);
      List<Input> batch = new ArrayList<>();
      for (int i = from; i < to; i++) {
        batch.add(inputs.get(byLength[i]));
      }
      List<Object[]> scored = scorer.score(batch);
      for (int i = from; i < to; i++) {
        scores[byLength[i]] = scored.get(i - from);
      }
      from = to;
    }
    for (int i = 0; i < scores.length; i++) {
      ready.add(append(window.get(i), scores[i]));
    }
  }

  private boolean isScored(Input input) {
    return input != null && (input.steps() > 0 || scorer.readsNothing());
  }

  /** Where the batch that begins at {@code from} ends. */
  private static int end(List<Input> inputs, int[] byLength, int from) {
    int to = from;
    for (long steps = 0; to < byLength.length && to - from < BATCH_ROWS; to++) {
      steps += inputs.get(byLength[to]).steps();
      if (to > from && steps > BATCH_STEPS) {
        break;
      }
    }
    return to;
  }

  private static Row append(Row row, Object[] scores) {
    Object[] values = new Object[row.size() + scores.length];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    System.arraycopy(scores, 0, values, row.size(), scores.length);
    return RowFactory.create(values);
  }
}
