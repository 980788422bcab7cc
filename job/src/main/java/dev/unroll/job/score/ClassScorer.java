package dev.unroll.job.score;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.Classifier;
import dev.unroll.decode.Classifier.Classification;
import dev.unroll.io.Model;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.network.SymbolProducts;
import dev.unroll.network.Workspace;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The class of a sequence: {@code label}, its {@code probability}, and the {@code probabilities} of
 * all labels.
 */
final class ClassScorer implements TaskScorer {
  private final SequenceNetwork network;
  private final Classifier classifier;
  private final Workspace workspace;

  ClassScorer(Model model, SymbolProducts products) {
    this.network = (SequenceNetwork) model.network();
    this.classifier = new Classifier(model);
    this.workspace = network.newWorkspace(products);
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
    SequenceBatch batch =
        Batcher.source(TaskScorer.numbered(inputs), network.config().featureSize());
    Object[][] scores = new Object[inputs.size()][];
    int b = 0;
    for (Classification found : classifier.classify(batch, workspace)) {
      scores[(int) batch.exampleIds()[b++]] =
          new Object[] {found.label(), found.probability(), Sequences.of(found.probabilities())};
    }
    return Arrays.asList(scores);
  }
}
