package dev.unroll.job.score;

import dev.unroll.batch.SequenceBatch;
import dev.unroll.batch.Target;
import dev.unroll.io.Model;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.SymbolProducts;
import dev.unroll.network.Workspace;
import dev.unroll.text.Vocabulary;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How probable a text is: {@code log_prob}, the natural logarithm, of all its symbols and its end;
 * {@code tokens}, how many these are; {@code perplexity} = exp(-log_prob / tokens); {@code symbols}
 * as the model knows them, unknown ones and the end included, and {@code symbol_log_probs}, the
 * natural logarithm of the probability of each after those before it.
 */
final class TextScorer implements TaskScorer {
  private final SequenceNetwork network;
  private final float[] parameters;
  private final TaskBatches batches;
  private final Vocabulary vocabulary;
  private final Workspace workspace;

  TextScorer(Model model, SymbolProducts products) {
    this.network = (SequenceNetwork) model.network();
    this.parameters = model.parameters();
    this.batches = TaskBatches.of(model);
    this.vocabulary = model.vocabulary();
    this.workspace = network.newWorkspace(products);
  }

  @Override
  public StructType columns() {
    return new StructType()
        .add("log_prob", DataTypes.DoubleType)
        .add("tokens", DataTypes.IntegerType)
        .add("perplexity", DataTypes.DoubleType)
        .add("symbols", DataTypes.createArrayType(DataTypes.StringType, false))
        .add("symbol_log_probs", DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  @Override
  public boolean readsNothing() {
    return true;
  }

  @Override
  public List<Object[]> score(List<Input> inputs) {
    SequenceBatch batch = (SequenceBatch) batches.of(TaskScorer.numbered(inputs));
    network.loss(parameters, batch, workspace);
    int[] targets = ((Target.Ids) batch.target()).ids();
    float[] logProbabilities = network.targetLogProbabilities(workspace);
    Object[][] scores = new Object[inputs.size()][];
    for (int b = 0; b < batch.size(); b++) {
      int tokens = batch.packing().length(b);
      double sum = 0;
      String[] symbols = new String[tokens];
      Float[] each = new Float[tokens];
      for (int t = 0; t < tokens; t++) {
        int column = batch.packing().column(t, b);
        sum += logProbabilities[column];
        symbols[t] = vocabulary.symbol(targets[column]);
        each[t] = logProbabilities[column];
      }
      scores[(int) batch.exampleIds()[b]] =
          new Object[] {sum, tokens, Math.exp(-sum / tokens), symbols, each};
    }
    return Arrays.asList(scores);
  }
}
