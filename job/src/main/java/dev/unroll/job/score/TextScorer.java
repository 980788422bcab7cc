package dev.unroll.job.score;

import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How probable a text is: {@code log_prob}, the natural logarithm, of all its symbols and its end;
 * {@code tokens}, how many these are; {@code perplexity} = exp(-log_prob / tokens).
 */
final class TextScorer implements TaskScorer {
  private final SequenceNetwork network;
  private final float[] parameters;
  private final TaskBatches batches;
  private final Workspace workspace;

  TextScorer(Model model) {
    this.network = (SequenceNetwork) model.network();
    this.parameters = model.parameters();
    this.batches = TaskBatches.of(model);
    this.workspace = network.newWorkspace();
  }

  @Override
  public StructType columns() {
    return new StructType()
        .add("log_prob", DataTypes.DoubleType)
        .add("tokens", DataTypes.IntegerType)
        .add("perplexity", DataTypes.DoubleType);
  }

  @Override
  public boolean readsNothing() {
    return true;
  }

  @Override
  public List<Object[]> score(List<Input> inputs) {
    SequenceBatch batch = (SequenceBatch) batches.of(TaskScorer.numbered(inputs));
    network.loss(parameters, batch, workspace);
    float[] logProbabilities = network.targetLogProbabilities(workspace);
    Object[][] scores = new Object[inputs.size()][];
    for (int b = 0; b < batch.size(); b++) {
      int tokens = batch.packing().length(b);
      double sum = 0;
      for (int t = 0; t < tokens; t++) {
        sum += logProbabilities[batch.packing().column(t, b)];
      }
      scores[(int) batch.exampleIds()[b]] = new Object[] {sum, tokens, Math.exp(-sum / tokens)};
    }
    return Arrays.asList(scores);
  }
}
