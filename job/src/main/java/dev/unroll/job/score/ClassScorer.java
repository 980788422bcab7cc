package dev.unroll.job.score;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.io.Model;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.Workspace;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The class of a sequence: {@code label}, its {@code probability}, and the {@code probabilities} of
 * all labels.
 *
 * <p>With sigmoid outputs the label is all that hold, with "|" between, or nothing; its probability
 * is that of exactly these.
 */
final class ClassScorer implements TaskScorer {
  private final SequenceNetwork network;
  private final float[] parameters;
  private final List<String> labels;
  private final boolean several;
  private final Workspace workspace;

  ClassScorer(Model model) {
    this.network = (SequenceNetwork) model.network();
    this.parameters = model.parameters();
    this.labels = model.labels().labels();
    this.several = network.config().output() == OutputKind.SIGMOID;
    this.workspace = network.newWorkspace();
  }

  @Override
  public StructType columns() {
    return new StructType()
        .add("label", DataTypes.StringType)
        .add("probability", DataTypes.DoubleType)
        .add(
            "probabilities",
            DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false));
  }

  @Override
  public List<Object[]> score(List<Input> inputs) {
    int featureSize = network.config().featureSize();
    SequenceBatch batch = Batcher.source(TaskScorer.numbered(inputs), featureSize);
    float[] probabilities = network.probabilities(parameters, batch, workspace);
    Object[][] scores = new Object[inputs.size()][];
    for (int b = 0; b < batch.size(); b++) {
      scores[(int) batch.exampleIds()[b]] = columns(probabilities, labels.size() * b);
    }
    return Arrays.asList(scores);
  }

  private Object[] columns(float[] probabilities, int at) {
    Map<String, Double> all = new LinkedHashMap<>();
    StringBuilder held = new StringBuilder();
    double exactly = 1;
    int best = 0;
    for (int k = 0; k < labels.size(); k++) {
      double probability = probabilities[at + k];
      all.put(labels.get(k), probability);
      if (probability > 0.5) {
        held.append(held.isEmpty() ? "" : "|").append(labels.get(k));
      }
      exactly *= Math.max(probability, 1 - probability);
      best = probability > probabilities[at + best] ? k : best;
    }
    return several
        ? new Object[] {held.toString(), exactly, Sequences.of(all)}
        : new Object[] {labels.get(best), (double) probabilities[at + best], Sequences.of(all)};
  }
}
