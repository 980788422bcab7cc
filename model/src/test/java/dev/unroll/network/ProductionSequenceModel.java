package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.control.ControlExample;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.Outcome;
import dev.unroll.control.SequenceModel;
import dev.unroll.control.StackSpec;
import dev.unroll.control.Tensor;
import dev.unroll.decode.Viterbi;
import dev.unroll.parameter.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A {@link SequenceNetwork} behind the interface of the control. */
final class ProductionSequenceModel implements SequenceModel {

  private final NetworkSpec spec;
  private final SequenceNetwork network;
  private final float[] parameters;
  private final Workspace workspace;

  ProductionSequenceModel(NetworkSpec spec, Map<String, Tensor> parameters) {
    this.spec = spec;
    this.network = new SequenceNetwork(Configurations.of(spec));
    this.parameters = FlatParameters.flat(network.layout(), parameters);
    this.workspace = network.newWorkspace();
  }

  @Override
  public Map<String, Tensor> run(List<ControlExample> examples) {
    Packed packed = Packed.of(examples);
    SequenceBatch batch = packed.batch(spec.stack(), examples, !spec.head().pooled());
    List<Outcome> outcomes = new ArrayList<>();
    for (ControlExample example : examples) {
      Outcome outcome = new Outcome();
      outcome.number("loss-per-sequence", lossOfOne(example));
      outcomes.add(outcome);
    }
    putOutputs(packed, batch, outcomes);
    Gradients gradients = new Gradients(network.layout());
    LossSum sum =
        network.gradients(parameters, batch, Training.plain(), workspace, gradients, true);
    for (int i = 0; i < examples.size(); i++) {
      putRun(packed, i, examples.get(i), outcomes.get(i));
    }
    if (spec.head().output().equals("crf")) {
      for (int i = 0; i < examples.size(); i++) {
        putCrf(packed, i, batch, outcomes.get(i));
      }
    }
    Map<String, Tensor> results =
        Outcome.results(outcomes, FlatParameters.tensors(network.layout(), gradients.values()));
    results.put("loss", Tensor.scalar(sum.loss()));
    return results;
  }

  /**
   * The loss of a batch of one, by the way that evaluates and keeps nothing for a backward pass.
   */
  private double lossOfOne(ControlExample example) {
    List<ControlExample> one = List.of(example);
    SequenceBatch batch = Packed.of(one).batch(spec.stack(), one, !spec.head().pooled());
    return network.loss(parameters, batch, workspace).loss();
  }

  /** Logits, and probabilities where the outputs are any: of a CRF the marginals. */
  private void putOutputs(Packed packed, SequenceBatch batch, List<Outcome> outcomes) {
    String output = spec.head().output();
    if (!output.equals("adaptive-softmax")) {
      put(packed, "logits", network.scores(parameters, batch, workspace), outcomes);
    }
    if (!output.equals("linear")) {
      String name = output.equals("crf") ? "marginals" : "probabilities";
      put(packed, name, network.probabilities(parameters, batch, workspace), outcomes);
    }
  }

  private void put(Packed packed, String name, float[] values, List<Outcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      double[][] rows = outputs(packed, values, spec.head().outputSize(), i);
      if (spec.head().pooled()) {
        outcomes.get(i).row(name, rows[0]);
      } else {
        outcomes.get(i).steps(name, rows);
      }
    }
  }

  /** The columns of sequence i in a matrix with one column per output. */
  private double[][] outputs(Packed packed, float[] values, int rows, int i) {
    return spec.head().pooled()
        ? new double[][] {packed.column(values, rows, i)}
        : packed.steps(values, rows, i);
  }

  private void putRun(Packed packed, int i, ControlExample example, Outcome outcome) {
    StackSpec stack = spec.stack();
    outcome.steps("hidden", packed.steps(network.hidden(workspace), stack.width(), i));
    if (spec.head().pooled()) {
      outcome.row("pooled", packed.column(network.pooled(workspace), stack.width(), i));
    }
    float[] last = network.finalState(workspace);
    float[] dInitial = network.dInitialState(workspace);
    outcome.states("h-n", packed.state(stack, last, i, false));
    outcome.states("input-gradients/h0", packed.state(stack, dInitial, i, false));
    if (stack.hasMemory()) {
      outcome.states("c-n", packed.state(stack, last, i, true));
      outcome.states("input-gradients/c0", packed.state(stack, dInitial, i, true));
    }
    if (example.x() != null) {
      float[] dX = network.dFeatures(workspace);
      outcome.steps("input-gradients/x", packed.steps(dX, stack.inputSize(), i));
    }
    if (example.firstInput() != null) {
      float[] dFirst = network.dFirstInput(workspace);
      outcome.row("input-gradients/first-input", packed.column(dFirst, stack.inputSize(), i));
    }
    if (spec.head().output().endsWith("softmax")) {
      float[] logP = network.targetLogProbabilities(workspace);
      double[][] rows = outputs(packed, logP, 1, i);
      double[] targets = new double[rows.length];
      double sum = 0;
      for (int t = 0; t < rows.length; t++) {
        targets[t] = rows[t][0];
        sum += targets[t];
      }
      outcome.ragged("token-log-probabilities", targets);
      outcome.number("sentence-log-probabilities", sum);
    }
  }

  /** What a CRF's loss is made of, and the best path. */
  private void putCrf(Packed packed, int i, SequenceBatch batch, Outcome outcome) {
    int b = packed.places().get(i);
    float logZ = network.logPartitions(workspace)[b];
    outcome.number("log-partition", logZ);
    outcome.number("gold-score", logZ + network.targetLogProbabilities(workspace)[b]);
    Packing packing = packed.packing();
    int[] path = new int[packing.columns()];
    float[] scores = network.scores(parameters, batch, workspace);
    Viterbi viterbi = new Viterbi(network.layout(), parameters);
    outcome.number("viterbi-scores", viterbi.path(scores, packing, b, path));
    outcome.ragged(
        "viterbi-paths",
        IntStream.range(0, packing.length(b)).map(t -> path[packing.column(t, b)]).toArray());
  }
}
