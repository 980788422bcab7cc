package dev.unroll.job.corpus;

import dev.unroll.job.config.CorpusConfig;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.TrainConfig;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import dev.unroll.text.LabelSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a corpus ready for training: reads and checks it, counts its symbols and labels, writes its
 * shards. Runs on the driver; the work is done by the cluster.
 */
public final class CorpusStager {
  private static final int MOST_VALIDATION_STREAMS = 8;
  private static final int BLOCK_LENGTH = 4096;

  private final StagingContext context;
  private final UnrollConfig config;
  private final TrainConfig train;

  private CorpusStager(SparkSession spark, UnrollConfig config) {
    this.context = new StagingContext(spark, config);
    this.config = config;
    this.train = config.train();
  }

  /**
   * Stages {@code corpus.train} and, where it is set, {@code corpus.valid}.
   *
   * @param directory folder for the shards; what is in it is deleted
   * @throws UserError if there is a mistake in the corpus; then nothing has been written or deleted
   */
  public static StagedCorpus stage(SparkSession spark, UnrollConfig config, Path directory) {
    return new CorpusStager(spark, config).stage(directory);
  }

  /**
   * What {@link #stage} has written, so that a resumed run need not read the corpus again.
   *
   * @return empty if staging was never completed
   * @throws UserError if the shards are those of another configuration
   */
  public static Optional<StagedCorpus> reopen(
      UnrollConfig config, Path directory, Configuration hadoop) {
    try {
      return Manifest.read(config, directory, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stages data for a model that exists, in the layout of validation data.
   *
   * @param key what names the data, for messages, such as {@code --data}
   * @param data path or table
   * @param encoding the model's
   * @param directory folder for the shard files; what is in it is deleted
   * @throws UserError if there is a mistake in the data
   */
  public static ShardSet stageForEvaluation(
      SparkSession spark,
      UnrollConfig config,
      String key,
      String data,
      Encoding encoding,
      Path directory) {
    CorpusStager stager = new CorpusStager(spark, config);
    CorpusPart part = stager.read(key, data, encoding.labels());
    stager.clear(directory);
    return stager.described(
        "shard staging", () -> stager.writeValidation(part, encoding, directory));
  }

  private StagedCorpus stage(Path directory) {
    CorpusConfig corpus = config.corpus();
    boolean hasValid = !corpus.valid().isEmpty();
    if (hasValid && corpus.format() != CorpusFormat.TABLE) {
      CorpusPaths.parse("corpus.valid", corpus.valid()).checkExist(context.hadoop());
    }
    CorpusPart training = read("corpus.train", corpus.train(), null);
    if (context.isStream()) {
      requireOneWindow(training.stream().symbols());
    }
    Encoding encoding = described("vocabulary", () -> training.count(context));
    Optional<CorpusPart> validation =
        hasValid
            ? Optional.of(read("corpus.valid", corpus.valid(), encoding.labels()))
            : Optional.empty();
    return described("shard staging", () -> write(training, validation, encoding, directory));
  }

  private CorpusPart read(String key, String value, LabelSet known) {
    return described("reading " + key, () -> CorpusPart.read(context, key, value, known));
  }

  private void requireOneWindow(long symbols) {
    long least = (long) train.batchSize() * (train.window() + 2);
    if (symbols < least) {
      throw new UserError(
          "corpus.train must have at least train.batch-size * (train.window + 2) = %d symbols, got %d; lower one of the two"
              .formatted(least, symbols));
    }
  }

  private StagedCorpus write(
      CorpusPart training, Optional<CorpusPart> validation, Encoding encoding, Path directory) {
    clear(directory);
    try {
      Path qualified = directory.getFileSystem(context.hadoop()).makeQualified(directory);
      Path trainDirectory = new Path(qualified, "train");
      ShardSet trainShards =
          context.isStream()
              ? writeStreams(training, encoding, trainDirectory, train.batchSize(), false)
              : ExampleStaging.write(training, encoding, trainDirectory, context);
      Path validDirectory = new Path(qualified, "valid");
      StagedCorpus staged =
          new StagedCorpus(
              config.task(),
              encoding,
              trainShards,
              validation.map(part -> writeValidation(part, encoding, validDirectory)),
              training.survey().fingerprint());
      Manifest.write(staged, config, qualified, context.hadoop());
      return staged;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void clear(Path directory) {
    try {
      directory.getFileSystem(context.hadoop()).delete(directory, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ShardSet writeValidation(CorpusPart part, Encoding encoding, Path directory) {
    if (!context.isStream()) {
      return ExampleStaging.write(part, encoding, directory, context);
    }
    long symbols = part.stream().symbols();
    if (symbols < 2) {
      throw new UserError(part.paths().key() + " must have at least 2 symbols, got " + symbols);
    }
    long whole = Math.max(1, symbols / (train.window() + 1));
    int streams = Math.min(MOST_VALIDATION_STREAMS, train.batchSize());
    return writeStreams(part, encoding, directory, (int) Math.min(streams, whole), true);
  }

  private StreamShards writeStreams(
      CorpusPart part, Encoding encoding, Path directory, int streams, boolean keepLast) {
    StreamShards layout =
        new StreamShards(
            directory.toString(),
            Math.min(train.shards(), streams),
            part.stream().symbols(),
            streams,
            train.window(),
            keepLast,
            BLOCK_LENGTH,
            Ids.bytesPerId(encoding.vocabulary().size()));
    StreamStaging.write(part.stream(), encoding, layout, context);
    return layout;
  }

  private <T> T described(String description, Supplier<T> jobs) {
    return JobDescription.during(context.spark(), description, jobs);
  }
}
