package dev.unroll.network;

import dev.unroll.batch.SequenceBatch;
import dev.unroll.cell.CellTape;
import dev.unroll.linalg.Buffer;

/** Scratch of a {@link RecurrentStack} for one batch at a time; belongs to one thread. */
final class StackTape {
  /** Scratch of one layer and direction. */
  static final class Direction {
    final CellTape cell;
    final Buffer table = new Buffer();
    final Buffer droppedWeights = new Buffer();
    final Buffer weightMask = new Buffer();
    final Buffer recurrentGradient = new Buffer();

    Direction(CellTape cell) {
      this.cell = cell;
    }
  }

  /** Scratch of one layer: its dense input in both orders, and the gradient of that input. */
  static final class Layer {
    final Direction[] directions;
    final Buffer mask = new Buffer();
    final Buffer masked = new Buffer();
    final Buffer reversedInput = new Buffer();
    final Buffer dInput = new Buffer();
    final Buffer dReversedInput = new Buffer();
    final Buffer joined = new Buffer();
    final Buffer dJoined = new Buffer();

    // The dense input of the batch in work; null where the layer reads symbols only.
    float[] x;
    int xAt;

    // The output of the batch in work, (D·nA, N).
    float[] output;
    int outputAt;

    Layer(Direction[] directions) {
      this.directions = directions;
    }
  }

  final Layer[] layers;
  final SymbolTable symbols;
  final SymbolProducts products; // null: made for each batch
  final Buffer gathered = new Buffer();
  final Buffer dFirstInput = new Buffer();
  final Buffer dGathered = new Buffer();
  final Buffer dInitialState = new Buffer();
  final Buffer finalState = new Buffer();

  SequenceBatch batch;
  Training training;
  int[] reversal;
  int[] reversedSlots = {};
  boolean zeroStart;

  // How the input of the first layer was read, see StackInput.
  int[] tokens;
  float symbolScale;
  int firstColumns;
  boolean embedsEachStep;
  boolean hasProducts;

  StackTape(Layer[] layers, int vocabularySize, SymbolProducts products) {
    this.layers = layers;
    this.products = products;
    this.symbols = new SymbolTable(vocabularySize);
  }

  Layer top() {
    return layers[layers.length - 1];
  }
}
