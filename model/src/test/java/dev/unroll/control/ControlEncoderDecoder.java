package dev.unroll.control;

import java.util.List;
import java.util.Map;

/**
 * An encoder-decoder: the decoder starts from the encoder's final states, layer by layer, with
 * [forward ; reverse] where the encoder has two directions. With attention, the attentional vector
 * goes to the head in the place of the decoder's output; it is not fed back.
 */
public final class ControlEncoderDecoder implements PairModel {

  private final ControlParameters parameters;
  private final ControlInput sourceInput;
  private final ControlInput targetInput;
  private final ControlStack encoder;
  private final ControlStack decoder;
  private final ControlAttention attention;
  private final ControlOutput output;

  /**
   * @param parameters every parameter of {@link EncoderDecoderSpec#shapes()}; used in place
   */
  public ControlEncoderDecoder(EncoderDecoderSpec spec, Map<String, Tensor> parameters) {
    this.parameters = new ControlParameters(spec.shapes(), parameters);
    this.sourceInput = new ControlInput(spec.encoder(), this.parameters, "encoder.");
    this.targetInput = new ControlInput(spec.decoder(), this.parameters, "decoder.");
    this.encoder = new ControlStack(spec.encoder(), this.parameters, "encoder.");
    this.decoder = new ControlStack(spec.decoder(), this.parameters, "decoder.");
    this.attention = spec.attends() ? new ControlAttention(this.parameters) : null;
    this.output = ControlOutput.of(HeadSpec.perStep("softmax", spec.outputSize()), this.parameters);
  }

  @Override
  public Map<String, Tensor> run(List<PairExample> examples) {
    parameters.clearGradients();
    List<Outcome> outcomes = examples.stream().map(this::run).toList();
    return Outcome.results(outcomes, parameters.gradients());
  }

  @Override
  public List<List<Hypothesis>> beam(
      List<ControlExample> sources, int eos, int maxLength, int width, double alpha) {
    ControlDecoding decoding = new ControlDecoding(this, eos, maxLength);
    return sources.stream().map(source -> decoding.beam(source, width, alpha)).toList();
  }

  private Outcome run(PairExample example) {
    Outcome outcome = new Outcome();
    ControlStack.Run source = encode(example.source());
    ControlStack.Run target =
        decoder.forward(targetInput.forward(example.target()), encoder.join(source.last()));
    putStates(outcome, "encoder-", source);
    putStates(outcome, "decoder-", target);
    double[][] dSource = new double[source.hidden().length][source.hidden()[0].length];
    double[][] dTarget;
    if (attention == null) {
      dTarget = output.run(target.hidden(), example.target(), outcome);
    } else {
      dTarget = runAttention(source.hidden(), target.hidden(), dSource, example, outcome);
    }
    ControlStack.RunGradient decoderGradient =
        decoder.backward(target, dTarget, decoder.zeroState());
    targetInput.backward(example.target(), decoderGradient.dX());
    ControlStack.RunGradient encoderGradient =
        encoder.backward(source, dSource, encoder.split(decoderGradient.dInitial()));
    sourceInput.backward(example.source(), encoderGradient.dX());
    if (example.source().x() != null) {
      outcome.steps("input-gradients/source-x", encoderGradient.dX());
    }
    return outcome;
  }

  /**
   * Attention and head, both passes; adds into {@code dSource} and returns the gradient by the
   * decoder's outputs.
   */
  private double[][] runAttention(
      double[][] source,
      double[][] target,
      double[][] dSource,
      PairExample example,
      Outcome outcome) {
    ControlAttention.Step[] steps = new ControlAttention.Step[target.length];
    double[][] weights = new double[target.length][];
    double[][] contexts = new double[target.length][];
    double[][] attentional = new double[target.length][];
    for (int t = 0; t < target.length; t++) {
      steps[t] = attention.forward(target[t], source);
      weights[t] = steps[t].weights();
      contexts[t] = steps[t].context();
      attentional[t] = steps[t].attentional();
    }
    outcome.steps("attention-weights", weights);
    outcome.steps("contexts", contexts);
    outcome.steps("attentional", attentional);
    double[][] dAttentional = output.run(attentional, example.target(), outcome);
    double[][] dTarget = new double[target.length][];
    for (int t = 0; t < target.length; t++) {
      dTarget[t] = attention.backward(steps[t], dAttentional[t], source, dSource);
    }
    return dTarget;
  }

  private static void putStates(Outcome outcome, String prefix, ControlStack.Run run) {
    outcome.steps(prefix + "hidden", run.hidden());
    outcome.states(prefix + "h-n", run.last().h());
    if (run.last().c() != null) {
      outcome.states(prefix + "c-n", run.last().c());
    }
  }

  private ControlStack.Run encode(ControlExample source) {
    return encoder.forward(sourceInput.forward(source), encoder.zeroState());
  }

  /** log P(next symbol | source, prefix); reads everything again from the start. */
  double[] logProbabilities(ControlExample source, int[] prefix) {
    ControlStack.Run encoded = encode(source);
    int[] inputs = new int[prefix.length + 1];
    inputs[0] = -1;
    System.arraycopy(prefix, 0, inputs, 1, prefix.length);
    ControlExample target = new PairExample(source, inputs, null).target();
    double[][] hidden =
        decoder.forward(targetInput.forward(target), encoder.join(encoded.last())).hidden();
    double[] h = hidden[hidden.length - 1];
    return output.logProbabilities(
        attention == null ? h : attention.forward(h, encoded.hidden()).attentional());
  }
}
