package dev.unroll.network;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Packing;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.linalg.Buffer;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import java.util.Arrays;

/**
 * From one sequence to another: an encoder reads the source, a decoder starts from the encoder's
 * final states, layer by layer, and is told the target symbol by symbol.
 *
 * <pre>
 * H̄, s = encoder(source)               s of both directions: [forward; reverse]
 * h = decoder(target shifted, s)
 * v = attention(h, H̄)                  or h itself
 * L = head(v)
 * </pre>
 *
 * <p>A decoder that writes by itself goes step by step: {@link #encode}, {@link #startState}, then
 * {@link #step} as often as needed.
 */
public final class EncoderDecoder implements Network {
  private final EncoderDecoderConfig config;
  private final ParameterLayout layout;
  private final RecurrentStack encoder;
  private final RecurrentStack decoder;
  private final Attention attention;
  private final Head head;

  /** An encoder-decoder of the given shape. */
  public EncoderDecoder(EncoderDecoderConfig config) {
    this.config = config;
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    this.encoder = new RecurrentStack(config.encoder(), "encoder.", builder);
    this.decoder = new RecurrentStack(config.decoder(), "decoder.", builder);
    this.attention =
        switch (config.attention()) {
          case NONE -> null;
          case GENERAL -> new Attention(config.decoderSize(), builder);
        };
    this.head = new Head(config.decoder(), config.tied() ? decoder.embedding() : null, builder);
    this.layout = builder.build();
  }

  /** Scratch of an encoder-decoder, and what its last computation left there. */
  public static final class PairWorkspace implements Workspace {
    final StackTape encoder;
    final StackTape decoder;
    final Attention.Tape attention = new Attention.Tape();
    final Head.Tape head;
    final Buffer startState = new Buffer();
    final Buffer dEncoderState = new Buffer();

    private PairWorkspace(StackTape encoder, StackTape decoder, Head.Tape head) {
      this.encoder = encoder;
      this.decoder = decoder;
      this.head = head;
    }
  }

  /** The shape. */
  public EncoderDecoderConfig config() {
    return config;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public PairWorkspace newWorkspace() {
    return new PairWorkspace(encoder.newTape(null), decoder.newTape(null), head.newTape());
  }

  // ---- training ---------------------------------------------------------------------------------

  @Override
  public LossSum gradients(
      float[] parameters,
      Batch batch,
      Training training,
      Workspace workspace,
      Gradients gradients) {
    return gradients(parameters, batch, training, workspace, gradients, false);
  }

  /**
   * As {@link #gradients(float[], Batch, Training, Workspace, Gradients)}, and with {@code
   * wantsInput} also the gradient of a dense source, see {@link #dSourceFeatures}.
   */
  public LossSum gradients(
      float[] parameters,
      Batch batch,
      Training training,
      Workspace workspace,
      Gradients gradients,
      boolean wantsInput) {
    PairBatch pairs = (PairBatch) batch;
    PairWorkspace ws = (PairWorkspace) workspace;
    Training decoderTraining = training.forDecoder();
    forward(parameters, pairs, training, decoderTraining, ws);
    encoder.beginBackward(ws.encoder, gradients, false);
    decoder.beginBackward(ws.decoder, gradients, true);
    LossSum sum = headBackward(parameters, pairs, decoderTraining, ws, gradients);
    decoder.backward(parameters, ws.decoder, gradients, null, false);
    int size = encoder.stateSize() * pairs.source().size();
    float[] dState = ws.dEncoderState.atLeast(size);
    Arrays.fill(dState, 0, size, 0f);
    float[] dStart = decoder.dInitialState(ws.decoder);
    moveState(dState, pairs.source().size(), dStart, pairs.sourceColumns(), true);
    encoder.backward(parameters, ws.encoder, gradients, dState, wantsInput);
    return sum;
  }

  /** Head and attention: overwrites ∂L/∂output of both stacks. */
  private LossSum headBackward(
      float[] parameters,
      PairBatch pairs,
      Training training,
      PairWorkspace ws,
      Gradients gradients) {
    float[] dDecoder = decoder.dOutput(ws.decoder);
    int dDecoderAt = decoder.dOutputAt(ws.decoder);
    float[] dEncoder = encoder.dOutput(ws.encoder);
    int dEncoderAt = encoder.dOutputAt(ws.encoder);
    StackTape.Layer top = ws.decoder.top();
    if (attention == null) {
      Matrices.zero(
          dEncoder, dEncoderAt, config.decoderSize() * pairs.source().packing().columns());
      return head.backward(
          parameters,
          pairs.target(),
          top.output,
          top.outputAt,
          training,
          ws.head,
          gradients,
          dDecoder,
          dDecoderAt);
    }
    int size = config.decoderSize() * pairs.target().packing().columns();
    float[] dOutput = ws.attention.dOutput.atLeast(size);
    LossSum sum =
        head.backward(
            parameters,
            pairs.target(),
            ws.attention.output.floats(),
            0,
            training,
            ws.head,
            gradients,
            dOutput,
            0);
    attention.backward(
        parameters, ws.attention, dOutput, gradients, dDecoder, dDecoderAt, dEncoder, dEncoderAt);
    return sum;
  }

  @Override
  public LossSum loss(float[] parameters, Batch batch, Workspace workspace) {
    PairBatch pairs = (PairBatch) batch;
    PairWorkspace ws = (PairWorkspace) workspace;
    forward(parameters, pairs, null, null, ws);
    return head.loss(parameters, pairs.target().target(), ws.head);
  }

  /**
   * The scores of all target symbols at each step of the given targets, without dropout.
   *
   * @return (Y, N_y), logits or with an adaptive softmax log-probabilities; owned by the workspace
   */
  public float[] scores(float[] parameters, PairBatch batch, Workspace workspace) {
    PairWorkspace ws = (PairWorkspace) workspace;
    forward(parameters, batch, null, null, ws);
    return head.scores(parameters, ws.head);
  }

  private void forward(
      float[] parameters,
      PairBatch pairs,
      Training encoderTraining,
      Training decoderTraining,
      PairWorkspace ws) {
    encode(parameters, pairs.source(), encoderTraining, ws);
    float[] start = startState(pairs.sourceColumns(), ws);
    SequenceBatch target = pairs.target().withInitialState(start);
    decode(parameters, target, pairs.sourceColumns(), decoderTraining, ws);
  }

  private void encode(
      float[] parameters, SequenceBatch source, Training training, PairWorkspace ws) {
    if (parameters.length != layout.size()) {
      throw new IllegalArgumentException(
          "parameters must have " + layout.size() + " floats, got " + parameters.length);
    }
    encoder.forward(parameters, source, training, ws.encoder);
    if (attention != null) {
      StackTape.Layer top = ws.encoder.top();
      attention.readSources(parameters, top.output, top.outputAt, source.packing(), ws.attention);
    }
  }

  private void decode(
      float[] parameters,
      SequenceBatch target,
      int[] sourceOf,
      Training training,
      PairWorkspace ws) {
    decoder.forward(parameters, target, training, ws.decoder);
    float[] x = ws.decoder.top().output;
    int at = ws.decoder.top().outputAt;
    if (attention != null) {
      attention.forward(parameters, x, at, target.packing(), sourceOf, ws.attention);
      x = ws.attention.output.floats();
      at = 0;
    }
    head.forward(parameters, target, x, at, training, ws.head);
  }

  /** The encoder's final states as the decoder's first, one for each target. */
  private float[] startState(int[] sourceOf, PairWorkspace ws) {
    float[] start = ws.startState.atLeast(decoder.stateSize() * sourceOf.length);
    int sources = ws.encoder.batch.size();
    moveState(encoder.finalState(ws.encoder), sources, start, sourceOf, false);
    return start;
  }

  /**
   * Copies the encoder's states to the decoder's, whose units are [forward; reverse], or adds the
   * decoder's into the encoder's.
   */
  private void moveState(
      float[] encoderState, int sources, float[] decoderState, int[] sourceOf, boolean back) {
    int nE = config.hiddenSize();
    int nD = config.decoderSize();
    int directions = nD / nE;
    int parts = config.cell().cell().hasMemory() ? 2 : 1;
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int d = 0; d < directions; d++) {
        for (int part = 0; part < parts; part++) {
          int from = ((layer * directions + d) * parts + part) * nE * sources;
          int to = (layer * parts + part) * nD * sourceOf.length + nE * d;
          for (int b = 0; b < sourceOf.length; b++) {
            int e = from + nE * sourceOf[b];
            if (back) {
              Matrices.add(decoderState, to + nD * b, encoderState, e, nE);
            } else {
              System.arraycopy(encoderState, e, decoderState, to + nD * b, nE);
            }
          }
        }
      }
    }
  }

  // ---- step by step -----------------------------------------------------------------------------

  /** Floats of the decoder's state of one sequence. */
  public int stateSize() {
    return decoder.stateSize();
  }

  /** Reads sources, without dropout; {@link #step} then looks at them. */
  public void encode(float[] parameters, SequenceBatch source, Workspace workspace) {
    encode(parameters, source, null, (PairWorkspace) workspace);
  }

  /**
   * The state from which the decoder starts after {@link #encode}.
   *
   * @param sourceOf the source that each sequence to be written belongs to
   * @return flat state of the decoder; owned by the workspace
   */
  public float[] startState(int[] sourceOf, Workspace workspace) {
    return startState(sourceOf, (PairWorkspace) workspace);
  }

  /**
   * One step of the decoder, for any number of sequences side by side.
   *
   * @param symbols (k) the symbol that each sequence reads; -1, the zero vector, at its first step
   * @param sourceOf (k) the source that each belongs to
   * @param state flat state of k sequences; not written
   * @return (Y, k) scores of the next symbol: logits, or with an adaptive softmax
   *     log-probabilities; owned by the workspace, as {@link #decoderState}, the state after the
   *     step
   */
  public float[] step(
      float[] parameters, int[] symbols, int[] sourceOf, float[] state, Workspace workspace) {
    PairWorkspace ws = (PairWorkspace) workspace;
    Packing packing = Packing.uniform(symbols.length, 1);
    SequenceBatch batch =
        SequenceBatch.ofTokens(packing, new long[symbols.length], symbols, null)
            .withInitialState(state);
    decode(parameters, batch, sourceOf, null, ws);
    return head.scores(parameters, ws.head);
  }

  /**
   * Picks sequences out of a flat state of the decoder.
   *
   * @param state of {@code m} sequences
   * @param sequences which of them, in any order and as often as wanted
   * @return a new flat state of these
   */
  public float[] selectState(float[] state, int m, int[] sequences) {
    int nD = config.decoderSize();
    int k = sequences.length;
    float[] selected = new float[decoder.stateSize() * k];
    for (int part = 0; part < decoder.stateSize() / nD; part++) {
      for (int b = 0; b < k; b++) {
        int from = nD * (m * part + sequences[b]);
        System.arraycopy(state, from, selected, nD * (k * part + b), nD);
      }
    }
    return selected;
  }

  // ---- what the last computation left -----------------------------------------------------------

  /** Log-probability of each target after {@link #loss} or {@link #gradients}, (N_y); owned. */
  public float[] targetLogProbabilities(Workspace workspace) {
    return ((PairWorkspace) workspace).head.output.targetLogProbabilities.floats();
  }

  /** Output of the encoder's top layer, (decoder size, N_x); a copy. */
  public float[] encoderHidden(Workspace workspace) {
    return hidden(((PairWorkspace) workspace).encoder);
  }

  /** Output of the decoder's top layer, before attention, (decoder size, N_y); a copy. */
  public float[] decoderHidden(Workspace workspace) {
    return hidden(((PairWorkspace) workspace).decoder);
  }

  private float[] hidden(StackTape tape) {
    StackTape.Layer top = tape.top();
    int size = config.decoderSize() * tape.batch.packing().columns();
    return Arrays.copyOfRange(top.output, top.outputAt, top.outputAt + size);
  }

  /** The encoder's state after the last step of each source; owned by the workspace. */
  public float[] encoderState(Workspace workspace) {
    return encoder.finalState(((PairWorkspace) workspace).encoder);
  }

  /** The decoder's state after the last step of each target; owned by the workspace. */
  public float[] decoderState(Workspace workspace) {
    return decoder.finalState(((PairWorkspace) workspace).decoder);
  }

  /**
   * What target sequence b looked at.
   *
   * @return (T_x, T_y), each column sums to 1; a copy
   * @throws IllegalStateException if the network has no attention
   */
  public float[] attentionWeights(Workspace workspace, int b) {
    if (attention == null) {
      throw new IllegalStateException("attention must be general to have weights, got none");
    }
    Attention.Tape tape = ((PairWorkspace) workspace).attention;
    int size = tape.sources.length(tape.sourceOf[b]) * tape.targets.length(b);
    int at = tape.weightsAt[b];
    return Arrays.copyOfRange(tape.weights.floats(), at, at + size);
  }

  /** ∂L/∂ of the features of the source, (F, N_x); owned by the workspace. */
  public float[] dSourceFeatures(Workspace workspace) {
    return ((PairWorkspace) workspace).encoder.layers[0].dInput.floats();
  }
}
