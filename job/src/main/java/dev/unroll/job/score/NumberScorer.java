package dev.unroll.job.score;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.SymbolProducts;
import dev.unroll.network.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The number of a sequence, or an array of them where a model has several: {@code prediction}. */
final class NumberScorer implements TaskScorer {
  private final SequenceNetwork network;
  private final float[] parameters;
  private final Workspace workspace;

  NumberScorer(Model model, SymbolProducts products) {
    this.network = (SequenceNetwork) model.network();
    this.parameters = model.parameters();
    this.workspace = network.newWorkspace(products);
  }

  @Override
  public StructType columns() {
    return new StructType()
        .add(
            "prediction",
            network.config().outputSize() == 1
                ? DataTypes.DoubleType
                : DataTypes.createArrayType(DataTypes.DoubleType, false));
  }

  @Override
  public List<Object[]> score(List<Input> inputs) {
    int numbers = network.config().outputSize();
    int featureSize = network.config().featureSize();
    SequenceBatch batch = Batcher.source(TaskScorer.numbered(inputs), featureSize);
    float[] values = network.scores(parameters, batch, workspace);
    Object[][] scores = new Object[inputs.size()][];
    for (int b = 0; b < batch.size(); b++) {
      List<Double> prediction = new ArrayList<>();
      for (int k = 0; k < numbers; k++) {
        prediction.add((double) values[numbers * b + k]);
      }
      scores[(int) batch.exampleIds()[b]] =
          new Object[] {numbers == 1 ? prediction.get(0) : Sequences.of(prediction)};
    }
    return Arrays.asList(scores);
  }
}
