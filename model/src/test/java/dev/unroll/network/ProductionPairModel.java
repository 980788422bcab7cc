package dev.unroll.network;

import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.control.ControlExample;
import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.Hypothesis;
import dev.unroll.control.Outcome;
import dev.unroll.control.PairExample;
import dev.unroll.control.PairModel;
import dev.unroll.control.StackSpec;
import dev.unroll.control.Tensor;
import dev.unroll.control.Vectors;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.BeamSearch;
import dev.unroll.network.EncoderDecoder.PairWorkspace;
import dev.unroll.parameter.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An {@link EncoderDecoder} behind the interface of the control. */
final class ProductionPairModel implements PairModel {

  private final EncoderDecoderSpec spec;
  private final EncoderDecoder network;
  private final float[] parameters;
  private final PairWorkspace workspace;

  ProductionPairModel(EncoderDecoderSpec spec, Map<String, Tensor> parameters) {
    this.spec = spec;
    this.network = new EncoderDecoder(Configurations.of(spec));
    this.parameters = FlatParameters.flat(network.layout(), parameters);
    this.workspace = network.newWorkspace();
  }

  /** Pairs in the order of each side's lengths. */
  private record PackedPairs(Packed sources, Packed targets, PairBatch batch) {

    static PackedPairs of(EncoderDecoderSpec spec, List<PairExample> examples) {
      List<ControlExample> sources = examples.stream().map(PairExample::source).toList();
      List<ControlExample> targets = examples.stream().map(PairExample::target).toList();
      Packed source = Packed.of(sources);
      Packed target = Packed.of(targets);
      int[] sourceColumns = new int[examples.size()];
      for (int i = 0; i < sourceColumns.length; i++) {
        sourceColumns[target.places().get(i)] = source.places().get(i);
      }
      PairBatch batch =
          new PairBatch(
              source.batch(spec.encoder(), sources, true),
              target.batch(spec.decoder(), targets, true),
              sourceColumns);
      return new PackedPairs(source, target, batch);
    }
  }

  @Override
  public Map<String, Tensor> run(List<PairExample> examples) {
    PackedPairs pairs = PackedPairs.of(spec, examples);
    List<Outcome> outcomes = new ArrayList<>();
    for (PairExample example : examples) {
      Outcome outcome = new Outcome();
      PairBatch one = PackedPairs.of(spec, List.of(example)).batch();
      outcome.number("loss-per-sequence", network.loss(parameters, one, workspace).loss());
      outcomes.add(outcome);
    }
    float[] logits = network.scores(parameters, pairs.batch(), workspace).clone();
    Gradients gradients = new Gradients(network.layout());
    LossSum sum =
        network.gradients(parameters, pairs.batch(), Training.plain(), workspace, gradients, true);
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome outcome = outcomes.get(i);
      put(pairs.sources(), spec.encoder(), "encoder-", i, outcome);
      put(pairs.targets(), spec.decoder(), "decoder-", i, outcome);
      double[][] scores = pairs.targets().steps(logits, spec.outputSize(), i);
      outcome.steps("logits", scores);
      outcome.steps(
          "probabilities", Arrays.stream(scores).map(Vectors::softmax).toArray(double[][]::new));
      putTargets(pairs, i, outcome);
      if (spec.attends()) {
        putAttention(pairs, i, outcome);
      }
      if (examples.get(i).source().x() != null) {
        float[] dX = network.dSourceFeatures(workspace);
        int width = spec.encoder().inputSize();
        outcome.steps("input-gradients/source-x", pairs.sources().steps(dX, width, i));
      }
    }
    Map<String, Tensor> results =
        Outcome.results(outcomes, FlatParameters.tensors(network.layout(), gradients.values()));
    results.put("loss", Tensor.scalar(sum.loss()));
    return results;
  }

  private void put(Packed packed, StackSpec stack, String prefix, int i, Outcome outcome) {
    boolean source = prefix.equals("encoder-");
    float[] hidden = source ? network.encoderHidden(workspace) : network.decoderHidden(workspace);
    float[] state = source ? network.encoderState(workspace) : network.decoderState(workspace);
    outcome.steps(prefix + "hidden", packed.steps(hidden, stack.width(), i));
    outcome.states(prefix + "h-n", packed.state(stack, state, i, false));
    if (stack.hasMemory()) {
      outcome.states(prefix + "c-n", packed.state(stack, state, i, true));
    }
  }

  private void putTargets(PackedPairs pairs, int i, Outcome outcome) {
    double[][] steps = pairs.targets().steps(network.targetLogProbabilities(workspace), 1, i);
    double[] targets = new double[steps.length];
    double sum = 0;
    for (int t = 0; t < steps.length; t++) {
      targets[t] = steps[t][0];
      sum += targets[t];
    }
    outcome.ragged("token-log-probabilities", targets);
    outcome.number("sentence-log-probabilities", sum);
  }

  /** What the attention left: one sequence after the other, not one step after the other. */
  private void putAttention(PackedPairs pairs, int i, Outcome outcome) {
    int b = pairs.targets().places().get(i);
    int steps = pairs.targets().packing().length(b);
    int symbols = pairs.sources().packing().length(pairs.sources().places().get(i));
    int nA = spec.decoder().hiddenSize();
    Attention.Tape tape = workspace.attention;
    float[] weights = network.attentionWeights(workspace, b);
    double[][] alpha = new double[steps][];
    double[][] contexts = new double[steps][];
    double[][] attentional = new double[steps][];
    for (int t = 0; t < steps; t++) {
      int column = tape.targetAt[b] + t;
      alpha[t] = Packed.read(weights, symbols * t, symbols);
      contexts[t] = Packed.read(tape.concat.floats(), 2 * nA * column, nA);
      attentional[t] = Packed.read(tape.attentional.floats(), nA * column, nA);
    }
    outcome.steps("attention-weights", alpha);
    outcome.steps("contexts", contexts);
    outcome.steps("attentional", attentional);
  }

  @Override
  public List<List<Hypothesis>> beam(
      List<ControlExample> sources, int eos, int maxLength, int width, double alpha) {
    Packed packed = Packed.of(sources);
    SequenceBatch batch = packed.batch(spec.encoder(), sources, true);
    BeamOptions options = new BeamOptions(width, alpha, maxLength, false);
    List<List<dev.unroll.decode.Hypothesis>> found =
        new BeamSearch(network, parameters, eos).translate(batch, options, workspace);
    return packed.places().stream()
        .map(b -> found.get(b).stream().map(ProductionPairModel::hypothesis).toList())
        .toList();
  }

  private static Hypothesis hypothesis(dev.unroll.decode.Hypothesis found) {
    return new Hypothesis(
        Arrays.stream(found.tokens()).boxed().toList(), found.logProbability(), found.ended());
  }
}
