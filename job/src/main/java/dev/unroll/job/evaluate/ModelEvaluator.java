package dev.unroll.job.evaluate;

import dev.unroll.decode.BeamOptions;
import dev.unroll.io.Model;
import dev.unroll.job.config.DecodeConfig;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.CorpusStager;
import dev.unroll.job.corpus.Encoding;
import dev.unroll.job.corpus.JobDescription;
import dev.unroll.job.corpus.ShardSet;
import dev.unroll.job.corpus.TextPair;
import dev.unroll.job.corpus.TextPairs;
import dev.unroll.job.store.Models;
import dev.unroll.job.store.SharedModel;
import dev.unroll.job.store.TemporaryDirectory;
import dev.unroll.network.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Measures a model on data. The data are numbered with the model's own symbols and labels and
 * staged as validation data are, in a fixed number of shards: the result is the same on any
 * cluster. Models of streams read the data as a few streams, as in validation.
 */
public final class ModelEvaluator {
  private static final String STAGING = ".unroll-evaluation-";

  /** So many tasks can work on single examples, each on batches of 1024 / 32 of them. */
  private static final List<String> EXAMPLE_SHARDS =
      List.of("train.shards=32", "train.batch-size=1024");

  private final JavaSparkContext spark;
  private final SparkSession session;
  private final Model model;
  private final UnrollConfig config;
  private final String stagingParent;

  private ModelEvaluator(
      SparkSession session, Model model, UnrollConfig config, String stagingParent) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.session = session;
    this.model = model;
    this.config = config;
    this.stagingParent = stagingParent;
  }

  /**
   * An evaluator that reads data as the model's training did.
   *
   * @param overrides {@code key=value} each: how the data differ; with {@code run.dir} the numbered
   *     data lie there while they are needed, and otherwise in a temporary directory of the default
   *     file system
   */
  public static ModelEvaluator of(SparkSession session, Model model, List<String> overrides) {
    UnrollConfig config = Models.config(model, overrides);
    boolean ownDirectory = overrides.stream().anyMatch(o -> o.strip().startsWith("run.dir"));
    String parent = ownDirectory ? config.run().dir() : "";
    if (config.train().mode() == TrainingMode.STREAM) {
      return new ModelEvaluator(session, model, config, parent);
    }
    List<String> all = new ArrayList<>(overrides);
    all.addAll(EXAMPLE_SHARDS);
    return new ModelEvaluator(session, model, Models.config(model, all), parent);
  }

  /**
   * Measures.
   *
   * @param key what names the data, for messages
   * @param data path or table
   * @return metrics, counts and tables by name, as JSON values
   * @throws dev.unroll.job.config.UserError if there is a mistake in the data, for example a label
   *     that the model does not know
   */
  public Map<String, Object> evaluate(String key, String data) throws IOException {
    Path directory = stagingDirectory();
    Broadcast<SharedModel> shared = spark.broadcast(new SharedModel(model));
    try {
      Evaluation evaluation = evaluateStaged(key, data, directory, shared);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("task", config.task().spelling());
      result.putAll(evaluation.metrics());
      if (comparesTexts()) {
        JavaRDD<TextPair> pairs = TextPairs.read(session, config, key, data);
        result.putAll(TranslationEvaluation.of(pairs, shared, beam(config.decode())).metrics());
      }
      result.putAll(evaluation.details());
      return result;
    } finally {
      shared.destroy();
      directory.getFileSystem(hadoop()).delete(directory, true);
    }
  }

  private Evaluation evaluateStaged(
      String key, String data, Path directory, Broadcast<SharedModel> shared) {
    Encoding encoding = new Encoding(model.vocabulary(), model.targetVocabulary(), model.labels());
    ShardSet shards =
        CorpusStager.stageForEvaluation(session, config, key, data, encoding, directory);
    StagedEvaluation staged =
        new StagedEvaluation(
            shards,
            TaskBatches.of(model),
            Evaluation.of(config.task(), model.network(), config.corpus().unit(), model.labels()),
            new SerializableConfiguration(hadoop()));
    return JobDescription.during(
        spark, "evaluation", () -> staged.run(spark, new SharedWeights(shared)));
  }

  private record SharedWeights(Broadcast<SharedModel> shared) implements StagedEvaluation.Weights {

    @Override
    public Network network() {
      return shared.value().get().network();
    }

    @Override
    public float[] parameters() {
      return shared.value().get().parameters();
    }
  }

  /** Whether there are texts on both sides that can be compared. */
  private boolean comparesTexts() {
    return model.targetVocabulary() != null
        && model.vocabulary() != null
        && config.corpus().featureSize() == 0;
  }

  private static BeamOptions beam(DecodeConfig decode) {
    return new BeamOptions(decode.beam(), decode.lengthPenalty(), decode.maxLength(), false);
  }

  private Configuration hadoop() {
    return spark.hadoopConfiguration();
  }

  private Path stagingDirectory() throws IOException {
    if (!stagingParent.isEmpty()) {
      return new Path(stagingParent, STAGING + UUID.randomUUID());
    }
    return TemporaryDirectory.create(STAGING, hadoop());
  }
}
