package dev.unroll.job.score;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The rows of a partition with the model's columns behind their own. Reads a window of rows, scores
 * them, and gives them out in the order in which they came.
 */
final class ScoredRows implements Iterator<Row> {
  private static final int WINDOW_ROWS = 2048;
  private static final int WINDOW_STEPS = 1 << 18;

  private final Iterator<Row> rows;
  private final RowScorer scorer;
  private final Queue<Row> ready = new ArrayDeque<>();

  ScoredRows(Iterator<Row> rows, RowScorer scorer) {
    this.rows = rows;
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
    List<Row> read = new ArrayList<>();
    RowScorer.Window window = scorer.new Window();
    while (rows.hasNext() && window.rows() < WINDOW_ROWS && window.steps() < WINDOW_STEPS) {
      Row row = rows.next();
      read.add(row);
      window.add(row);
    }
    List<Object[]> scores = window.score();
    for (int i = 0; i < read.size(); i++) {
      ready.add(append(read.get(i), scores.get(i)));
    }
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
