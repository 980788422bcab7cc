package dev.unroll.job.score;

import dev.unroll.decode.BeamOptions;
import dev.unroll.io.Model;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.store.SharedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * A model's columns for some rows at a time, which it takes in batches of similar length. For one
 * thread: it owns a workspace.
 */
final class RowScorer {
  private static final int BATCH_ROWS = 384;
  private static final int BATCH_STEPS = 12 << 10;

  private final InputReader reader;
  private final TaskScorer scorer;
  private final int columns;

  RowScorer(SharedModel shared, InputColumns columns, BeamOptions beam) {
    Model model = shared.get();
    this.reader = new InputReader(model, columns, TaskBatches.of(model).featureSize());
    this.scorer = TaskScorer.of(model, shared.products(), beam);
    this.columns = scorer.columns().size();
  }

  /** Rows on their way: of each its input, or null where it has none, and its columns. */
  final class Window {
    private final List<Input> inputs = new ArrayList<>();
    private final List<Object[]> values = new ArrayList<>();
    private int steps;

    /** Adds a row. */
    void add(Row row) {
      Object[] own = new Object[columns + 1];
      Input input = null;
      try {
        input = reader.read(row);
        if (input != null && input.steps() == 0 && !scorer.readsNothing()) {
          input = null;
          System.arraycopy(scorer.ofNothing(), 0, own, 0, columns);
        }
      } catch (BadRow e) {
        own[columns] = e.getMessage();
      }
      inputs.add(input);
      values.add(own);
      steps += input == null ? 0 : input.steps();
    }

    /** Number of rows. */
    int rows() {
      return inputs.size();
    }

    /** Number of steps of all rows. */
    int steps() {
      return steps;
    }

    /** The columns of each row, in the order of the rows; the last says why there are no others. */
    List<Object[]> score() {
      int[] byLength =
          IntStream.range(0, inputs.size())
              .filter(i -> inputs.get(i) != null)
              .boxed()
              .sorted(Comparator.comparingInt((Integer i) -> inputs.get(i).steps()))
              .mapToInt(i -> i)
              .toArray();
      for (int from = 0; from < byLength.length; ) {
        int to = end(byLength, from);
        List<Input> batch = new ArrayList<>();
        for (int i = from; i < to; i++) {
          batch.add(inputs.get(byLength[i]));
        }
        List<Object[]> scored = scorer.score(batch);
        for (int i = from; i < to; i++) {
          System.arraycopy(scored.get(i - from), 0, values.get(byLength[i]), 0, columns);
        }
        from = to;
      }
      return values;
    }

    /** Where the batch that begins at {@code from} ends. */
    private int end(int[] byLength, int from) {
      int to = from;
      for (long sum = 0; to < byLength.length && to - from < BATCH_ROWS; to++) {
        sum += inputs.get(byLength[to]).steps();
        if (to > from && sum > BATCH_STEPS) {
          break;
        }
      }
      return to;
    }
  }
}
