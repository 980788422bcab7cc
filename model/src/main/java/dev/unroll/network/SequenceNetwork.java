package dev.unroll.network;

import dev.unroll.batch.Batch;
import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.cell.CellTape;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import java.util.Arrays;

/** One recurrent stack and a head: every topology but the encoder-decoder. */
public final class SequenceNetwork implements Network {
  private final NetworkConfig config;
  private final ParameterLayout layout;
  private final RecurrentStack stack;
  private final Head head;

  /** A network of the given shape. */
  public SequenceNetwork(NetworkConfig config) {
    this.config = config;
    ParameterLayout.Builder builder = new ParameterLayout.Builder();
    this.stack = new RecurrentStack(config, "", builder);
    this.head = new Head(config, config.tied() ? stack.embedding() : null, builder);
    this.layout = builder.build();
  }

  /** Scratch of a sequence network, and what its last computation left there. */
  public static final class SequenceWorkspace implements Workspace {
    final StackTape stack;
    final Head.Tape head;

    private SequenceWorkspace(StackTape stack, Head.Tape head) {
      this.stack = stack;
      this.head = head;
    }
  }

  /** The shape. */
  public NetworkConfig config() {
    return config;
  }

  @Override
  public ParameterLayout layout() {
    return layout;
  }

  @Override
  public SequenceWorkspace newWorkspace() {
    return newWorkspace(null);
  }

  /**
   * Scratch for one thread that scores with the parameters that these products were made from.
   *
   * @param products null for none
   */
  public SequenceWorkspace newWorkspace(SymbolProducts products) {
    return new SequenceWorkspace(stack.newTape(products), head.newTape());
  }

  /**
   * What the first layer reads of every symbol, for workspaces that score more symbols than the
   * vocabulary has.
   *
   * @return null for one-hot symbols, which need none
   */
  public SymbolProducts symbolProducts(float[] parameters) {
    return stack.symbolProducts(parameters);
  }

  /** Floats that {@link #symbolProducts} takes: V·G·H for each direction. */
  public long symbolProductsSize() {
    return (long) (1 + config.vocabularySize()) * stack.gateRows() * config.directions();
  }

  /** Floats of the recurrent state of one sequence. */
  public int stateSize() {
    return stack.stateSize();
  }

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
   * wantsInput} also the gradients of the initial state and of a dense or given first input, see
   * {@link #dInitialState}, {@link #dFeatures} and {@link #dFirstInput}.
   */
  public LossSum gradients(
      float[] parameters,
      Batch batch,
      Training training,
      Workspace workspace,
      Gradients gradients,
      boolean wantsInput) {
    SequenceWorkspace ws = (SequenceWorkspace) workspace;
    LossSum sum =
        throughHead(parameters, (SequenceBatch) batch, training, ws, gradients, wantsInput);
    stack.backward(parameters, ws.stack, gradients, null, wantsInput);
    return sum;
  }

  /** Forward, and back as far as the output of the stack. */
  private LossSum throughHead(
      float[] parameters,
      SequenceBatch batch,
      Training training,
      SequenceWorkspace ws,
      Gradients gradients,
      boolean wantsInput) {
    forward(parameters, batch, training, ws);
    stack.beginBackward(ws.stack, gradients, wantsInput);
    return head.backward(
        parameters,
        batch,
        ws.stack.top().output,
        ws.stack.top().outputAt,
        training,
        ws.head,
        gradients,
        stack.dOutput(ws.stack),
        stack.dOutputAt(ws.stack));
  }

  /**
   * Forward only, without dropout, and with all steps kept for {@link #gates}: other ways forward
   * may forget a step where nothing goes back.
   */
  public void read(float[] parameters, SequenceBatch batch, Workspace workspace) {
    forward(parameters, batch, Training.plain(), (SequenceWorkspace) workspace);
  }

  /** An end of a sequence. */
  public enum End {
    FIRST_STEP,
    LAST_STEP
  }

  /**
   * Forward and backward, where the loss reaches the stack at one step of each sequence only: the
   * gradient of the stack's output stays as it is at that end and becomes zero elsewhere. {@link
   * #stateGradients} then says how it came through the other steps.
   *
   * @param ofParameters receives gradients that mean nothing
   */
  public void traceBack(
      float[] parameters,
      SequenceBatch batch,
      End end,
      Workspace workspace,
      Gradients ofParameters) {
    SequenceWorkspace ws = (SequenceWorkspace) workspace;
    throughHead(parameters, batch, Training.plain(), ws, ofParameters, false);
    Packing packing = batch.packing();
    int width = config.stackWidth();
    for (int t = 0; t < packing.steps(); t++) {
      for (int b = 0; b < packing.width(t); b++) {
        if (t != (end == End.FIRST_STEP ? 0 : packing.length(b) - 1)) {
          int at = stack.dOutputAt(ws.stack) + width * packing.column(t, b);
          Arrays.fill(stack.dOutput(ws.stack), at, at + width, 0f);
        }
      }
    }
    stack.backward(parameters, ws.stack, ofParameters, null, false);
  }

  @Override
  public LossSum loss(float[] parameters, Batch batch, Workspace workspace) {
    SequenceBatch sequences = (SequenceBatch) batch;
    SequenceWorkspace ws = (SequenceWorkspace) workspace;
    forward(parameters, sequences, null, ws);
    return head.loss(parameters, sequences.target(), ws.head);
  }

  /**
   * The scores of all outputs, without dropout.
   *
   * @return (Y, n), one column for each packed step, or each sequence with pooling: logits, values
   *     of linear outputs, emissions of a CRF, log-probabilities of an adaptive softmax; owned by
   *     the workspace
   */
  public float[] scores(float[] parameters, SequenceBatch batch, Workspace workspace) {
    SequenceWorkspace ws = (SequenceWorkspace) workspace;
    forward(parameters, batch, null, ws);
    return head.scores(parameters, ws.head);
  }

  /**
   * The probabilities of all outputs, without dropout.
   *
   * @return (Y, n) as {@link #scores}; of a CRF the probability of each label at each step given
   *     the whole sequence; owned by the workspace
   * @throws UnsupportedOperationException if the outputs are linear
   */
  public float[] probabilities(float[] parameters, SequenceBatch batch, Workspace workspace) {
    SequenceWorkspace ws = (SequenceWorkspace) workspace;
    forward(parameters, batch, null, ws);
    return head.probabilities(parameters, ws.head);
  }

  private void forward(
      float[] parameters, SequenceBatch batch, Training training, SequenceWorkspace ws) {
    if (parameters.length != layout.size()) {
      throw new IllegalArgumentException(
          "parameters must have " + layout.size() + " floats, got " + parameters.length);
    }
    stack.forward(parameters, batch, training, ws.stack);
    StackTape.Layer top = ws.stack.top();
    head.forward(parameters, batch, top.output, top.outputAt, training, ws.head);
  }

  // ---- what the last computation left -----------------------------------------------------------

  /**
   * Log-probability of each target after {@link #loss} or {@link #gradients}, (n); of a CRF that of
   * each sequence of labels, (m). Owned by the workspace; linear outputs leave none.
   */
  public float[] targetLogProbabilities(Workspace workspace) {
    return ((SequenceWorkspace) workspace).head.output.targetLogProbabilities.floats();
  }

  /**
   * log Z of each sequence, (m), after {@link #loss}, {@link #gradients} or {@link #probabilities}
   * of a network with a CRF; the score of a path minus log Z is its log-probability. Owned by the
   * workspace.
   */
  public float[] logPartitions(Workspace workspace) {
    return ((CrfOutput.Tape) ((SequenceWorkspace) workspace).head.output).logPartitions.floats();
  }

  /** The state after the last step of each sequence, in the layout of an initial state; owned. */
  public float[] finalState(Workspace workspace) {
    return stack.finalState(((SequenceWorkspace) workspace).stack);
  }

  /** Output of the stack's top layer, (D·H, N); a copy. */
  public float[] hidden(Workspace workspace) {
    StackTape tape = ((SequenceWorkspace) workspace).stack;
    StackTape.Layer top = tape.top();
    int size = config.stackWidth() * tape.batch.packing().columns();
    return Arrays.copyOfRange(top.output, top.outputAt, top.outputAt + size);
  }

  /**
   * Values of all gates and candidates of one layer and direction after {@link #read}, (G·H, N); a
   * copy. A reverse direction (1) has its sequences turned around: its step 0 is the last symbol.
   *
   * @throws IllegalStateException if the last computation has forgotten them
   */
  public float[] gates(Workspace workspace, int layer, int direction) {
    CellTape tape = ((SequenceWorkspace) workspace).stack.layers[layer].directions[direction].cell;
    if (!tape.keepsSteps()) {
      throw new IllegalStateException(
          "gates must be asked for after read, got another computation");
    }
    int rows = config.cell().cell().gates() * config.hiddenSize();
    return Arrays.copyOf(tape.z(), rows * tape.packing().columns());
  }

  /**
   * ∂L/∂a of every step of one layer and direction after a backward pass, (H, N), by all ways from
   * a to the loss; a copy, in the order of {@link #gates}.
   */
  public float[] stateGradients(Workspace workspace, int layer, int direction) {
    CellTape tape = ((SequenceWorkspace) workspace).stack.layers[layer].directions[direction].cell;
    int first = config.hiddenSize() * tape.packing().sequences();
    int size = config.hiddenSize() * tape.packing().columns();
    return Arrays.copyOfRange(tape.da(), first, first + size);
  }

  /** The pooled vectors, (D·H, m); owned by the workspace. */
  public float[] pooled(Workspace workspace) {
    return ((SequenceWorkspace) workspace).head.pooled.floats();
  }

  /** ∂L/∂ of the initial state; owned by the workspace. */
  public float[] dInitialState(Workspace workspace) {
    return stack.dInitialState(((SequenceWorkspace) workspace).stack);
  }

  /** ∂L/∂features, (F, N); owned by the workspace. */
  public float[] dFeatures(Workspace workspace) {
    return ((SequenceWorkspace) workspace).stack.layers[0].dInput.floats();
  }

  /** ∂L/∂ of the given first input, (X, m); owned by the workspace. */
  public float[] dFirstInput(Workspace workspace) {
    return ((SequenceWorkspace) workspace).stack.dFirstInput.floats();
  }
}
