package dev.unroll.job.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.ModelSpecs;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.CorpusStager;
import dev.unroll.job.corpus.Encoding;
import dev.unroll.job.corpus.ExampleShards;
import dev.unroll.job.corpus.JobDescription;
import dev.unroll.job.corpus.ShardSet;
import dev.unroll.job.corpus.StagedCorpus;
import dev.unroll.job.evaluate.Evaluation;
import dev.unroll.job.evaluate.StagedEvaluation;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.report.Machine;
import dev.unroll.job.report.RunFacts;
import dev.unroll.job.report.TrainingListener;
import dev.unroll.job.show.Showcase;
import dev.unroll.job.store.Models;
import dev.unroll.network.Network;
import dev.unroll.text.Vocabulary;
import dev.unroll.train.Optimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole run: from a configuration to a model directory.
 *
 * <ol>
 *   <li>look at the run directory, and leave it alone until the corpus is known to be right
 *   <li>stage the corpus, or find it staged
 *   <li>compare what driver and executors compute with
 *   <li>begin with fresh parameters, or with the newest whole checkpoint
 *   <li>train
 *   <li>write the model directory
 * </ol>
 */
public final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final Configuration hadoop;
  private final EffectiveConfig effective;
  private final UnrollConfig config;
  private final List<TrainingListener> listeners;
  private final Records.Opening opening;
  private volatile boolean stopRequested;
  private volatile boolean training;

  /**
   * A finished run.
   *
   * @param model path of the model directory
   * @param step the step whose parameters it holds
   * @param metrics of the validation that chose them, empty without validation
   */
  public record Result(String model, long step, Map<String, Double> metrics) {}

  /** A run of the configuration on the session's cluster. */
  public TrainingRun(
      SparkSession session, EffectiveConfig config, List<TrainingListener> listeners) {
    this(session, config, listeners, Records::open);
  }

  /** A run that tells of itself in another way. */
  TrainingRun(
      SparkSession session,
      EffectiveConfig config,
      List<TrainingListener> listeners,
      Records.Opening opening) {
    this.opening = opening;
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.hadoop = spark.hadoopConfiguration();
    this.effective = config;
    this.config = config.values();
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Runs.
   *
   * @param resume whether to go on from the newest whole checkpoint of {@code run.dir}
   * @throws dev.unroll.job.config.UserError if configuration, corpus or run directory are wrong
   * @throws NonFiniteLossException if training diverges
   * @throws StoppedException if {@link #stop} was called before the end
   */
  public Result run(boolean resume) throws IOException {
    RunDirectory run = RunDirectory.open(effective, hadoop, resume);
    StagedCorpus corpus = resume ? reopen(run) : stage(run);
    LOG.info(
        "configuration (with all defaults in {}):\n{}",
        run.configuration(),
        effective.summary().indent(2).stripTrailing());
    ShardProgram.NetworkSource source = ModelFactory.network(config, corpus.encoding());
    Network network = source.get();
    LOG.info(
        "{}",
        "corpus: %,d training symbols, %,d steps an epoch"
            .formatted(corpus.train().symbols(), corpus.train().stepsPerEpoch()));
    List<Machine> machines =
        JobDescription.during(
            spark, "comparing machines", () -> Machines.check(spark, Slots.atLeastOne(spark)));
    TrainingState state =
        new TrainingState(
            network.initialize(ModelSpecs.initialization(config.model()), config.run().seed()),
            Optimizer.create(ModelSpecs.optimizer(config.train().optimizer()), network.layout()),
            config.train().shards());
    Checkpoints checkpoints = new Checkpoints(run, config.train());
    if (resume) {
      checkpoints.restoreNewest(state);
      LOG.info("resuming after step {}", state.step);
    }
    Checkpoints.Best best = train(run, corpus, source, checkpoints, state, machines);
    writeModel(run, corpus, network, best, machines);
    return new Result(run.model().toString(), best.step(), best.metrics());
  }

  /**
   * Asks a run to end behind the step in work, with a checkpoint; from any thread.
   *
   * @return whether it trains and will soon end with a {@link StoppedException}; else it is reading
   *     its corpus or writing its model, and may be cut off: {@code --resume} does that again
   */
  public boolean stop() {
    stopRequested = true;
    return training;
  }

  private StagedCorpus reopen(RunDirectory run) {
    return CorpusStager.reopen(config, run.shards(), hadoop)
        .orElseGet(() -> CorpusStager.stage(session, config, run.shards()));
  }

  /** Nothing stays of a new run with a wrong corpus, and everything of the old run in its place. */
  private StagedCorpus stage(RunDirectory run) throws IOException {
    if (run.exists()) {
      StagedCorpus corpus = CorpusStager.stage(session, config, run.shards());
      run.begin(effective);
      return corpus;
    }
    run.begin(effective);
    try {
      return CorpusStager.stage(session, config, run.shards());
    } catch (RuntimeException e) {
      if (!stopRequested) {
        run.delete();
      }
      throw e;
    }
  }

  private Checkpoints.Best train(
      RunDirectory run,
      StagedCorpus corpus,
      ShardProgram.NetworkSource network,
      Checkpoints checkpoints,
      TrainingState state,
      List<Machine> machines)
      throws IOException {
    ShardProgram program =
        new ShardProgram(
            network,
            source(corpus),
            config.train().shards(),
            config.run().seed(),
            ModelSpecs.dropout(config.model().dropout()),
            ModelFactory.classWeights(config, corpus.encoding()),
            config.train().mode() == TrainingMode.STREAM);
    training = true;
    Records records = opening.open(run, effective, state.step);
    try (Exchange exchange = Exchanges.open(spark, program, config.train().exchange())) {
      List<TrainingListener> all = new ArrayList<>(listeners);
      all.addAll(records.listeners());
      Trainer trainer =
          new Trainer(
              effective,
              facts(corpus, exchange, machines),
              corpus,
              exchange,
              validator(corpus, network),
              new Divergence(program),
              run,
              checkpoints,
              state,
              spark.sc()::setJobDescription,
              all,
              () -> stopRequested);
      return trainer.train();
    } finally {
      records.close().run();
      training = false;
    }
  }

  private BatchSource source(StagedCorpus corpus) {
    return new StagedSource(corpus.train(), batches(corpus), new SerializableConfiguration(hadoop));
  }

  private TaskBatches batches(StagedCorpus corpus) {
    Vocabulary symbols = corpus.encoding().vocabulary();
    return TaskBatches.of(config, symbols == null ? 0 : symbols.size());
  }

  /** Null where there are no validation data. */
  private Validator validator(StagedCorpus corpus, ShardProgram.NetworkSource source)
      throws IOException {
    if (corpus.valid().isEmpty()) {
      return null;
    }
    ShardSet valid = corpus.valid().get();
    Network network = source.get();
    Evaluation empty =
        Evaluation.of(config.task(), network, config.corpus().unit(), corpus.encoding().labels());
    return new Validator(
        spark,
        source,
        new StagedEvaluation(valid, batches(corpus), empty, new SerializableConfiguration(hadoop)),
        parameters -> model(corpus, network, parameters, JSON.createObjectNode()),
        Showcase.of(config, valid, hadoop));
  }

  private RunFacts facts(StagedCorpus corpus, Exchange exchange, List<Machine> machines) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    addSizes("training", corpus.train(), sizes);
    sizes.put(RunFacts.STEPS_PER_EPOCH, corpus.train().stepsPerEpoch());
    corpus.valid().ifPresent(valid -> addSizes("validation", valid, sizes));
    Encoding encoding = corpus.encoding();
    if (encoding.vocabulary() != null) {
      sizes.put("different symbols", (long) encoding.vocabulary().size());
    }
    if (encoding.targetVocabulary() != null) {
      sizes.put("different target symbols", (long) encoding.targetVocabulary().size());
    }
    if (encoding.labels() != null) {
      sizes.put("labels", (long) encoding.labels().size());
    }
    return new RunFacts(exchange.name(), versions(), corpus.fingerprint(), sizes, machines);
  }

  private static void addSizes(String part, ShardSet shards, Map<String, Long> sizes) {
    sizes.put(part + " symbols", shards.symbols());
    if (shards instanceof ExampleShards examples) {
      sizes.put(part + " examples", examples.examples());
    }
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("spark", spark.version());
    return versions;
  }

  private void writeModel(
      RunDirectory run,
      StagedCorpus corpus,
      Network network,
      Checkpoints.Best best,
      List<Machine> machines)
      throws IOException {
    String directory = run.model().toString();
    Models.delete(directory, hadoop); // of a run that is resumed behind its last step
    Model model = model(corpus, network, best.parameters(), provenance(corpus, best, machines));
    Models.write(model, directory, hadoop);
  }

  private Model model(
      StagedCorpus corpus, Network network, float[] parameters, ObjectNode provenance) {
    return new Model(
        dev.unroll.io.Task.valueOf(config.task().name()),
        network,
        text(corpus),
        corpus.encoding().vocabulary(),
        corpus.encoding().targetVocabulary(),
        corpus.encoding().labels(),
        parameters,
        provenance);
  }

  /** Null where the input is dense only. */
  private TextConfig text(StagedCorpus corpus) {
    boolean hasText =
        corpus.encoding().vocabulary() != null || corpus.encoding().targetVocabulary() != null;
    return hasText
        ? new TextConfig(
            config.corpus().unit(),
            config.corpus().tokenizer(),
            batches(corpus).start(),
            config.corpus().spellingSize())
        : null;
  }

  private ObjectNode provenance(StagedCorpus corpus, Checkpoints.Best best, List<Machine> machines)
      throws IOException {
    ObjectNode training = JSON.createObjectNode();
    training.set(Models.CONFIGURATION, JSON.readTree(effective.toJson()));
    training.put("seed", config.run().seed());
    training.put("data-fingerprint", corpus.fingerprint());
    training.put("training-symbols", corpus.train().symbols());
    training.put("step", best.step());
    ObjectNode metrics = training.putObject("validation");
    best.metrics().forEach(metrics::put);
    training.set("versions", JSON.valueToTree(versions()));
    ArrayNode list = training.putArray("machines");
    machines.forEach(machine -> list.add(machine.toString()));
    return training;
  }
}
