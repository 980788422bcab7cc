package dev.unroll.job.score;

import dev.unroll.decode.BeamOptions;
import dev.unroll.io.Model;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.store.SharedModel;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;

/**
 * A model as a function of what it reads, row by row: a struct of its columns, null where any
 * argument is null.
 */
final class ScoreFunction
    implements UDF1<Object, Row>,
        UDF2<Object, Object, Row>,
        UDF3<Object, Object, Object, Row>,
        Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SharedModel> shared;
  private final BeamOptions beam;
  private transient RowScorer scorer;

  ScoreFunction(Broadcast<SharedModel> shared, BeamOptions beam) {
    this.shared = shared;
    this.beam = beam;
  }

  @Override
  public Row call(Object first) {
    return score(first);
  }

  @Override
  public Row call(Object first, Object second) {
    return score(first, second);
  }

  @Override
  public Row call(Object first, Object second, Object third) {
    return score(first, second, third);
  }

  /** Spark calls one object from several threads where it evaluates on the driver. */
  private synchronized Row score(Object... arguments) {
    if (scorer == null) {
      Model model = shared.value().get();
      int featureSize = TaskBatches.of(model).featureSize();
      scorer = new RowScorer(shared.value(), InputColumns.inOrder(model, featureSize), beam);
    }
    RowScorer.Window window = scorer.new Window();
    window.add(RowFactory.create(arguments));
    Object[] values = window.score().get(0);
    return Arrays.stream(values).allMatch(Objects::isNull) ? null : RowFactory.create(values);
  }
}
