package dev.unroll.network;

import dev.unroll.batch.Packing;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.cell.Cell;
import dev.unroll.cell.CellTape;
import dev.unroll.parameter.Gradients;
import dev.unroll.parameter.ParameterLayout;
import dev.unroll.parameter.Slice;
import java.util.Arrays;

/**
 * Recurrent layers one above the other, each in one or two directions, and the symbols and features
 * they read. Immutable; scratch is a {@link StackTape}.
 *
 * <pre>
 * layer 1 reads [symbol ; features], layer l the outputs of both directions of layer l-1
 * output = top layer, [forward ; reverse], (D·nA, N)
 * state  = for each layer·D + direction: h (nA, m), then c (nA, m) where the cell has memory
 * </pre>
 */
final class RecurrentStack {
  private static final int WIDE_STEP = 16;

  private final NetworkConfig config;
  private final Cell cell;
  private final int nA;
  private final int directions;
  private final Slice embedding;
  private final StackInput input;
  private final LayerWeights[][] weights;
  private final Slice learnedH;
  private final Slice learnedC;

  /** Declares the parameters, with {@code prefix} before their names. */
  RecurrentStack(NetworkConfig config, String prefix, ParameterLayout.Builder layout) {
    this.config = config;
    this.cell = config.cell().cell();
    this.nA = config.hiddenSize();
    this.directions = config.directions();
    int v = config.vocabularySize();
    int e = config.embeddingSize();
    this.embedding =
        e == 0 ? null : layout.add(prefix + "embedding.weight", false, config.tied() ? 0 : v, v, e);
    this.input = new StackInput(config, embedding);
    this.weights = new LayerWeights[config.layers()][directions];
    for (int layer = 0; layer < config.layers(); layer++) {
      int width = layer == 0 ? config.inputSize() : config.stackWidth();
      int sparse = layer == 0 && e == 0 ? v : 0;
      for (int d = 0; d < directions; d++) {
        String suffix = "_l" + layer + (d == 1 ? "_reverse" : "");
        weights[layer][d] =
            LayerWeights.declare(cell, nA, width, sparse, prefix + "rnn.", suffix, layout);
      }
    }
    int states = config.layers() * directions;
    boolean learned = config.learnedInitialState();
    learnedH = learned ? layout.add(prefix + "rnn.h0", states, nA) : null;
    learnedC = learned && cell.hasMemory() ? layout.add(prefix + "rnn.c0", states, nA) : null;
  }

  /** (V, E), or null for one-hot symbols. */
  Slice embedding() {
    return embedding;
  }

  /** The {@link SymbolProducts} of all symbols; null where they are copies of parameters anyway. */
  SymbolProducts symbolProducts(float[] parameters) {
    return embedding == null ? null : input.symbolProducts(parameters, weights[0]);
  }

  StackTape newTape(SymbolProducts products) {
    StackTape.Layer[] layers = new StackTape.Layer[config.layers()];
    for (int l = 0; l < layers.length; l++) {
      StackTape.Direction[] tapes = new StackTape.Direction[directions];
      for (int d = 0; d < directions; d++) {
        tapes[d] = new StackTape.Direction(new CellTape(cell, nA));
      }
      layers[l] = new StackTape.Layer(tapes);
    }
    return new StackTape(layers, config.vocabularySize(), products);
  }

  /** Rows of the gates of one direction, G·nA. */
  int gateRows() {
    return cell.gates() * nA;
  }

  /** Floats of the state of one sequence. */
  int stateSize() {
    return config.layers() * directions * nA * (cell.hasMemory() ? 2 : 1);
  }

  /** The learned or zero initial state has no gradient to pass on; a given one may. */
  private boolean learnsInitialState(StackTape tape) {
    return config.learnedInitialState() && tape.batch.initialState() == null;
  }

  // ---- forward ----------------------------------------------------------------------------------

  /**
   * Runs all layers. The output stays in {@code tape.top()}.
   *
   * @param training null when evaluating
   */
  void forward(float[] parameters, SequenceBatch batch, Training training, StackTape tape) {
    Packing packing = batch.packing();
    tape.batch = batch;
    tape.training = training;
    tape.zeroStart = batch.initialState() == null && !config.learnedInitialState();
    tape.reversal = directions == 2 ? packing.reversal() : null;
    for (int l = 0; l < config.layers(); l++) {
      StackTape.Layer layer = tape.layers[l];
      if (l == 0) {
        input.read(parameters, tape);
      } else {
        readLayerBelow(tape, l);
      }
      for (int d = 0; d < directions; d++) {
        runDirection(parameters, tape, l, d);
      }
      if (directions == 1) {
        layer.output = layer.directions[0].cell.a();
        layer.outputAt = nA * packing.sequences();
      } else {
        joinDirections(tape, layer);
      }
    }
  }

  private void readLayerBelow(StackTape tape, int l) {
    StackTape.Layer layer = tape.layers[l];
    StackTape.Layer below = tape.layers[l - 1];
    layer.x = below.output;
    layer.xAt = below.outputAt;
    if (tape.training != null && tape.training.dropout().hidden() > 0) {
      input.mask(
          tape,
          layer,
          config.stackWidth(),
          tape.training.dropout().hidden(),
          DropoutMask.HIDDEN + l);
    }
  }

  private void runDirection(float[] parameters, StackTape tape, int l, int d) {
    Packing packing = tape.batch.packing();
    StackTape.Layer layer = tape.layers[l];
    StackTape.Direction direction = layer.directions[d];
    LayerWeights w = weights[l][d];
    float[] recurrent = parameters;
    int recurrentAt = w.recurrent().offset();
    if (dropsWeights(tape)) {
      recurrent = dropWeights(parameters, tape, l, d);
      recurrentAt = 0;
    }
    direction.cell.beginForward(
        packing,
        parameters,
        recurrent,
        recurrentAt,
        w.recurrentBias() == null ? 0 : w.recurrentBias().offset(),
        w.peephole() == null ? 0 : w.peephole().offset(),
        tape.zeroStart,
        keepsSteps(tape));
    if (!tape.zeroStart) {
      readInitialState(parameters, tape, l, d);
    }
    input.project(parameters, tape, l, d, w);
    int[] slots = l == 0 ? input.slots(tape, d) : null;
    boolean zHoldsDense = layer.x != null && direction.cell.keepsSteps();
    direction.cell.forward(input.table(tape, l, d), slots, zHoldsDense);
  }

  /** Without a way back each step is by itself, where steps are wide enough for products. */
  private static boolean keepsSteps(StackTape tape) {
    return tape.training != null || tape.batch.size() < WIDE_STEP;
  }

  private static boolean dropsWeights(StackTape tape) {
    return tape.training != null && tape.training.dropout().recurrent() > 0;
  }

  private float[] dropWeights(float[] parameters, StackTape tape, int l, int d) {
    Slice slice = weights[l][d].recurrent();
    StackTape.Direction direction = tape.layers[l].directions[d];
    float[] mask = direction.weightMask.atLeast(slice.size());
    float[] dropped = direction.droppedWeights.atLeast(slice.size());
    float rate = tape.training.dropout().recurrent();
    DropoutMask.fillWeights(mask, slice.size(), rate, tape.training, l * directions + d);
    Matrices.multiply(mask, 0, parameters, slice.offset(), dropped, 0, slice.size());
    return dropped;
  }

  private void readInitialState(float[] parameters, StackTape tape, int l, int d) {
    int m = tape.batch.packing().sequences();
    CellTape direction = tape.layers[l].directions[d].cell;
    int index = l * directions + d;
    float[] state = tape.batch.initialState();
    if (state != null) {
      int at = index * nA * m * (cell.hasMemory() ? 2 : 1);
      System.arraycopy(state, at, direction.a(), 0, nA * m);
      if (cell.hasMemory()) {
        System.arraycopy(state, at + nA * m, direction.c(), 0, nA * m);
      }
      return;
    }
    for (int b = 0; b < m; b++) {
      System.arraycopy(parameters, learnedH.offset() + index * nA, direction.a(), nA * b, nA);
      if (cell.hasMemory()) {
        System.arraycopy(parameters, learnedC.offset() + index * nA, direction.c(), nA * b, nA);
      }
    }
  }

  private void joinDirections(StackTape tape, StackTape.Layer layer) {
    Packing packing = tape.batch.packing();
    int m = packing.sequences();
    float[] joined = layer.joined.atLeast(2 * nA * packing.columns());
    float[] forward = layer.directions[0].cell.a();
    float[] reverse = layer.directions[1].cell.a();
    for (int i = 0; i < packing.columns(); i++) {
      System.arraycopy(forward, nA * (m + i), joined, 2 * nA * i, nA);
      System.arraycopy(reverse, nA * (m + tape.reversal[i]), joined, 2 * nA * i + nA, nA);
    }
    layer.output = joined;
    layer.outputAt = 0;
  }

  /** The state after the last step of each sequence, in a flat array that the tape owns. */
  float[] finalState(StackTape tape) {
    Packing packing = tape.batch.packing();
    int m = packing.sequences();
    float[] state = tape.finalState.atLeast(stateSize() * m);
    int at = 0;
    for (StackTape.Layer layer : tape.layers) {
      for (StackTape.Direction direction : layer.directions) {
        at = copyLast(direction.cell.a(), packing, state, at);
        if (cell.hasMemory()) {
          at = copyLast(direction.cell.c(), packing, state, at);
        }
      }
    }
    return state;
  }

  private int copyLast(float[] steps, Packing packing, float[] state, int at) {
    int m = packing.sequences();
    for (int b = 0; b < m; b++) {
      System.arraycopy(steps, nA * (m + packing.lastColumn(b)), state, at + nA * b, nA);
    }
    return at + nA * m;
  }

  // ---- backward ---------------------------------------------------------------------------------

  /**
   * Prepares the backward pass; {@link #dOutput} must then be overwritten by ∂L/∂output.
   *
   * @param wantsInitial whether {@link #dInitialState} will be asked for
   */
  void beginBackward(StackTape tape, Gradients gradients, boolean wantsInitial) {
    Packing packing = tape.batch.packing();
    for (int l = 0; l < config.layers(); l++) {
      for (int d = 0; d < directions; d++) {
        StackTape.Direction direction = tape.layers[l].directions[d];
        Slice recurrent = weights[l][d].recurrent();
        float[] dRecurrent = gradients.values();
        int dRecurrentAt = recurrent.offset();
        if (dropsWeights(tape)) {
          dRecurrent = direction.recurrentGradient.atLeast(recurrent.size());
          dRecurrentAt = 0;
          Arrays.fill(dRecurrent, 0, recurrent.size(), 0f);
        }
        direction.cell.beginBackward(
            gradients.values(),
            dRecurrent,
            dRecurrentAt,
            l == 0 ? input.slotCount(tape) : 1,
            wantsInitial || learnsInitialState(tape));
      }
      if (directions == 2) {
        tape.layers[l].dJoined.atLeast(2 * nA * packing.columns());
      }
    }
  }

  /** Where ∂L/∂output of layer l is to be written, (D·nA, N) from {@link #dOutputAt} on. */
  float[] dOutput(StackTape tape, int l) {
    StackTape.Layer layer = tape.layers[l];
    return directions == 1 ? layer.directions[0].cell.da() : layer.dJoined.floats();
  }

  int dOutputAt(StackTape tape) {
    return directions == 1 ? nA * tape.batch.packing().sequences() : 0;
  }

  /** Where ∂L/∂output of the whole stack is to be written. */
  float[] dOutput(StackTape tape) {
    return dOutput(tape, config.layers() - 1);
  }

  /**
   * Runs all layers backward and adds into the gradients.
   *
   * @param dFinalState ∂L/∂ of the final state in the layout of a state, or null
   * @param wantsInput whether {@code tape.layers[0].dInput} is needed (dense input)
   */
  void backward(
      float[] parameters,
      StackTape tape,
      Gradients gradients,
      float[] dFinalState,
      boolean wantsInput) {
    for (int l = config.layers() - 1; l >= 0; l--) {
      if (directions == 2) {
        splitDirections(tape, tape.layers[l]);
      }
      if (dFinalState != null) {
        addFinalState(tape, l, dFinalState);
      }
      for (int d = 0; d < directions; d++) {
        StackTape.Direction direction = tape.layers[l].directions[d];
        direction.cell.backward();
        LayerWeights w = weights[l][d];
        int slots = l == 0 ? input.slotCount(tape) : 1;
        float[] sums = direction.cell.columnSums();
        Matrices.addColumns(sums, w.rows(), slots, gradients.values(), w.bias().offset());
        if (dropsWeights(tape)) {
          Slice slice = weights[l][d].recurrent();
          Matrices.addProduct(
              direction.weightMask.floats(),
              direction.recurrentGradient.floats(),
              gradients.values(),
              slice.offset(),
              slice.size());
        }
      }
      if (l == 0) {
        input.backward(parameters, tape, weights[0], gradients, wantsInput);
      } else {
        input.denseBackward(
            parameters, tape, l, weights[l], gradients, dOutput(tape, l - 1), dOutputAt(tape));
      }
    }
    if (learnsInitialState(tape)) {
      addLearnedState(tape, gradients);
    }
  }

  private void splitDirections(StackTape tape, StackTape.Layer layer) {
    Packing packing = tape.batch.packing();
    int m = packing.sequences();
    float[] joined = layer.dJoined.floats();
    float[] forward = layer.directions[0].cell.da();
    float[] reverse = layer.directions[1].cell.da();
    for (int i = 0; i < packing.columns(); i++) {
      System.arraycopy(joined, 2 * nA * i, forward, nA * (m + i), nA);
      System.arraycopy(joined, 2 * nA * i + nA, reverse, nA * (m + tape.reversal[i]), nA);
    }
  }

  private void addFinalState(StackTape tape, int l, float[] dFinalState) {
    Packing packing = tape.batch.packing();
    int m = packing.sequences();
    int perState = nA * m * (cell.hasMemory() ? 2 : 1);
    for (int d = 0; d < directions; d++) {
      CellTape direction = tape.layers[l].directions[d].cell;
      int at = (l * directions + d) * perState;
      for (int b = 0; b < m; b++) {
        int last = nA * (m + packing.lastColumn(b));
        Matrices.add(dFinalState, at + nA * b, direction.da(), last, nA);
      }
      if (cell.hasMemory()) {
        System.arraycopy(dFinalState, at + nA * m, direction.dc(), 0, nA * m);
      }
    }
  }

  /** ∂L/∂ of the initial state, in the layout of a state, in an array that the tape owns. */
  float[] dInitialState(StackTape tape) {
    int m = tape.batch.packing().sequences();
    float[] state = tape.dInitialState.atLeast(stateSize() * m);
    int at = 0;
    for (StackTape.Layer layer : tape.layers) {
      for (StackTape.Direction direction : layer.directions) {
        System.arraycopy(direction.cell.dInitialA(), 0, state, at, nA * m);
        at += nA * m;
        if (cell.hasMemory()) {
          System.arraycopy(direction.cell.dInitialC(), 0, state, at, nA * m);
          at += nA * m;
        }
      }
    }
    return state;
  }

  private void addLearnedState(StackTape tape, Gradients gradients) {
    int m = tape.batch.packing().sequences();
    for (int l = 0; l < config.layers(); l++) {
      for (int d = 0; d < directions; d++) {
        CellTape direction = tape.layers[l].directions[d].cell;
        int index = (l * directions + d) * nA;
        for (int b = 0; b < m; b++) {
          float[] sum = gradients.values();
          Matrices.add(direction.dInitialA(), nA * b, sum, learnedH.offset() + index, nA);
          if (cell.hasMemory()) {
            Matrices.add(direction.dInitialC(), nA * b, sum, learnedC.offset() + index, nA);
          }
        }
      }
    }
  }
}
