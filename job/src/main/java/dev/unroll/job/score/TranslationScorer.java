package dev.unroll.job.score;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.Translator;
import dev.unroll.decode.Translator.Translation;
import dev.unroll.io.Model;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.Workspace;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The best translation that the beam search finds: {@code translation}, and {@code log_prob}, the
 * natural logarithm of its probability.
 */
final class TranslationScorer implements TaskScorer {
  private final EncoderDecoder network;
  private final Translator translator;
  private final Workspace workspace;

  TranslationScorer(Model model, BeamOptions beam) {
    this.network = (EncoderDecoder) model.network();
    this.translator = new Translator(model, beam);
    this.workspace = network.newWorkspace();
  }

  @Override
  public StructType columns() {
    return new StructType()
        .add("translation", DataTypes.StringType)
        .add("log_prob", DataTypes.DoubleType);
  }

  @Override
  public List<Object[]> score(List<Input> inputs) {
    int featureSize = network.config().sourceFeatureSize();
    SequenceBatch batch = Batcher.source(TaskScorer.numbered(inputs), featureSize);
    Object[][] scores = new Object[inputs.size()][];
    int b = 0;
    for (Translation found : translator.translate(batch, workspace)) {
      scores[(int) batch.exampleIds()[b++]] = new Object[] {found.text(), found.logProbability()};
    }
    return Arrays.asList(scores);
  }
}
