package dev.unroll.job.inspect;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.GradientFlow;
import dev.unroll.inspect.ParameterNorms;
import dev.unroll.io.Model;
import dev.unroll.job.config.ModelSpecs;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.Excerpt;
import dev.unroll.job.evaluate.TaskBatches;
import dev.unroll.job.inspect.Inspection.Clipping;
import dev.unroll.job.inspect.Inspection.Flow;
import dev.unroll.job.inspect.Inspection.Gates;
import dev.unroll.job.inspect.Inspection.Part;
import dev.unroll.job.inspect.Inspection.Unit;
import dev.unroll.job.report.RecordedRun;
import dev.unroll.job.report.RunHistory;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.train.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks inside a model while it reads. Works on the driver, on a handful of sequences. */
public final class Inspector {
  private static final int BATCH = 32;
  private static final int LONGEST_LAG = 128;
  private static final List<CellKind> FRESH =
      List.of(CellKind.RNN_TANH, CellKind.RNN_RELU, CellKind.GRU, CellKind.LSTM);

  private static final String TWO_STACKS =
      "an encoder-decoder has two stacks that pass states and attention to each other; this is"
          + " measured in networks of one stack";

  private final Model model;
  private final UnrollConfig config;
  private final TaskBatches batches;
  private final List<Excerpt.Sequence> sequences;
  private final RecordedRun run;
  private final Map<String, String> missing = new LinkedHashMap<>();

  /**
   * An inspector of a model.
   *
   * @param config the configuration that the sequences were read with
   * @param sequences what the model is to read, at least one
   * @param run that made the model, as far as it is recorded
   */
  public Inspector(
      Model model, UnrollConfig config, List<Excerpt.Sequence> sequences, RecordedRun run) {
    this.model = model;
    this.config = config;
    this.batches = TaskBatches.of(model);
    this.sequences = List.copyOf(sequences);
    this.run = run;
  }

  /**
   * Looks.
   *
   * @param path where the sequences come from
   * @param words whose neighbours are wanted; empty for those of the most frequent words
   * @throws dev.unroll.job.config.UserError if the model does not know a word
   */
  public Inspection inspect(String path, List<String> words) {
    List<Inspection.Near> neighbours = new WordNeighbours(model, missing).of(words);
    List<Batch> all = batches();
    List<SequenceBatch> single =
        all.stream()
            .filter(SequenceBatch.class::isInstance)
            .map(SequenceBatch.class::cast)
            .toList();
    long steps = all.stream().mapToLong(Inspector::steps).sum();
    TextExpectations expectations = new TextExpectations(model, batches, sequences, isStream());
    return new Inspection(
        config.task().spelling(),
        network(),
        model.parameters().length,
        new Inspection.Data(path, sequences.size(), steps),
        gradientFlow(single),
        gates(single),
        "the first step of a fresh " + config.train().optimizer().kind(),
        norms(all),
        clipping(),
        expectations.surprise(missing),
        expectations.labels(missing),
        neighbours,
        missing);
  }

  private boolean isStream() {
    return config.train().mode() == TrainingMode.STREAM;
  }

  /** Sequences of similar length side by side. */
  private List<Batch> batches() {
    List<Example> examples = new ArrayList<>();
    sequences.forEach(sequence -> examples.add(sequence.example()));
    examples.sort(Comparator.comparingInt(Inspector::length));
    List<Batch> all = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += BATCH) {
      List<Example> some = examples.subList(from, Math.min(from + BATCH, examples.size()));
      all.add(isStream() ? windows(some) : batches.of(some));
    }
    return all;
  }

  /** Of a pair those of the target. */
  private static long steps(Batch batch) {
    SequenceBatch read = batch instanceof PairBatch pairs ? pairs.target() : (SequenceBatch) batch;
    return read.packing().columns();
  }

  private static int length(Example example) {
    return Math.max(example.tokens().length, example.features().length);
  }

  /** Windows of a stream, here each from the initial state. */
  private static SequenceBatch windows(List<Example> windows) {
    int[][] symbols = windows.stream().map(Example::tokens).toArray(int[][]::new);
    int steps = symbols[symbols.length - 1].length - 1;
    return Batcher.stream(symbols, steps, windows.get(0).id());
  }

  private String network() {
    if (model.network() instanceof EncoderDecoder pairs) {
      return "encoder and decoder of "
          + describe(pairs.config().encoder())
          + ", attention "
          + config.model().attention();
    }
    return describe(((SequenceNetwork) model.network()).config());
  }

  private static String describe(NetworkConfig network) {
    return "%s, %d layer%s of %d units%s"
        .formatted(
            network.cell().key(),
            network.layers(),
            network.layers() == 1 ? "" : "s",
            network.hiddenSize(),
            network.bidirectional() ? " in each direction" : "");
  }

  private List<Flow> gradientFlow(List<SequenceBatch> read) {
    if (!(model.network() instanceof SequenceNetwork network)) {
      missing.put(Part.GRADIENT_FLOW, TWO_STACKS);
      return List.of();
    }
    List<Flow> flows = new ArrayList<>(flows("model", network, model.parameters(), read));
    if (flows.isEmpty()) {
      missing.put(Part.GRADIENT_FLOW, "no sequence has a gradient at its end");
      return flows;
    }
    for (CellKind cell : FRESH) {
      SequenceNetwork fresh = new SequenceNetwork(network.config().withCell(cell));
      float[] parameters =
          fresh.initialize(ModelSpecs.initialization(config.model()), config.run().seed());
      flows.addAll(flows(cell.key(), fresh, parameters, read));
    }
    return flows;
  }

  private static List<Flow> flows(
      String name, SequenceNetwork network, float[] parameters, List<SequenceBatch> read) {
    return GradientFlow.of(network, parameters, read, LONGEST_LAG).stream()
        .map(flow -> new Flow(name, flow.layer(), flow.reverse(), flow.norm(), flow.lags()))
        .toList();
  }

  private List<Gates> gates(List<SequenceBatch> read) {
    if (!(model.network() instanceof SequenceNetwork network)) {
      missing.put(Part.GATES, TWO_STACKS);
      return List.of();
    }
    List<GateUse> uses = GateUse.of(network, model.parameters(), read);
    if (uses.isEmpty()) {
      missing.put(Part.GATES, network.config().cell().key() + " cells have no gates");
    }
    return uses.stream()
        .map(
            use ->
                new Gates(
                    use.layer(),
                    use.reverse(),
                    use.gate().name(),
                    use.closed(),
                    use.open(),
                    use.mean(),
                    use.memory(),
                    use.units().stream().map(Inspector::unit).toList()))
        .toList();
  }

  private static Unit unit(GateUse.Unit unit) {
    Double memory = Double.isNaN(unit.memory()) ? null : unit.memory();
    return new Unit(unit.closed(), unit.open(), unit.mean(), memory);
  }

  private Clipping clipping() {
    RunHistory.Totals totals = run.history().totals();
    if (totals.steps() == 0) {
      missing.put(
          Part.CLIPPING,
          "there is no record of training steps in %s, beside the model: %s"
              .formatted(run.name(), String.join("; ", run.problems())));
      return null;
    }
    return new Clipping(
        run.name(),
        totals.steps(),
        totals.clippedSteps(),
        totals.clippedSteps() / (double) totals.steps(),
        bound(config.train().clip().norm()),
        bound(config.train().clip().value()),
        run.problems());
  }

  private static Double bound(double bound) {
    return Double.isInfinite(bound) ? null : bound;
  }

  private List<ParameterNorms> norms(List<Batch> read) {
    return ParameterNorms.of(
        model.network(),
        model.parameters(),
        read,
        ModelSpecs.clipping(config.train().clip()),
        Optimizer.create(
            ModelSpecs.optimizer(config.train().optimizer()), model.network().layout()),
        config.train().optimizer().learningRate());
  }
}
