package dev.unroll.job.onnx;

import static dev.unroll.job.onnx.Graph.attribute;

import dev.unroll.job.onnx.Onnx.AttributeProto;
import dev.unroll.network.CellKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A cell as one of the operators RNN, GRU and LSTM: where the operator's blocks of rows come from.
 *
 * <pre>
 * RNN    a = g(W x + U a₋ + b)
 * LSTM   blocks i, o, f, c; peepholes i, o, f
 * GRU    blocks z, r, h;  a = (1-z) ∘ h + z ∘ a₋
 * </pre>
 *
 * <p>Cells with an update gate Γu = 1-z have its block negated, since 1-σ(s) = σ(-s). {@code
 * gru-simple} has no relevance gate: that of the operator gets no weights and a bias at which σ is
 * 1.
 */
enum CellGraph {
  RNN_TANH("RNN", List.of("Tanh"), Block.of(0)),
  RNN_RELU("RNN", List.of("Relu"), Block.of(0)),
  GRU_SIMPLE("GRU", List.of(), Block.negated(0), Block.OPEN, Block.of(1)),
  GRU("GRU", List.of(), Block.negated(1), Block.of(0), Block.of(2)),
  GRU_RESET_AFTER("GRU", List.of(), Block.of(1), Block.of(0), Block.of(2)),
  LSTM("LSTM", List.of(), Block.of(0), Block.of(3), Block.of(1), Block.of(2)),
  LSTM_PEEPHOLE("LSTM", List.of(), Block.of(0), Block.of(3), Block.of(1), Block.of(2));

  /**
   * Where one block of rows of the operator comes from.
   *
   * @param from number of the cell's block
   * @param factor of its numbers
   * @param bias added to the bias
   */
  record Block(int from, float factor, float bias) {
    /** σ(30) is 1 in float32. */
    static final Block OPEN = new Block(0, 0, 30);

    static Block of(int from) {
      return new Block(from, 1, 0);
    }

    static Block negated(int from) {
      return new Block(from, -1, 0);
    }
  }

  private static final List<Block> PEEPHOLES = List.of(Block.of(0), Block.of(2), Block.of(1));

  private final String operator;
  private final List<String> activations;
  private final List<Block> blocks;

  CellGraph(String operator, List<String> activations, Block... blocks) {
    this.operator = operator;
    this.activations = activations;
    this.blocks = List.of(blocks);
  }

  static CellGraph of(CellKind cell) {
    return valueOf(cell.name());
  }

  /** RNN, GRU or LSTM. */
  String operator() {
    return operator;
  }

  /** Blocks of rows in W and R. */
  int gates() {
    return blocks.size();
  }

  /** The operator's attributes for a layer of H units in one or two directions. */
  List<AttributeProto> attributes(int hiddenSize, int directions) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(attribute("hidden_size", hiddenSize));
    attributes.add(attribute("direction", directions == 2 ? "bidirectional" : "forward"));
    if (operator.equals("GRU")) {
      // The order makes no difference without a relevance gate, and one product is faster than two.
      attributes.add(attribute("linear_before_reset", this == GRU ? 0 : 1));
    }
    if (!activations.isEmpty()) {
      attributes.add(attribute("activations", Collections.nCopies(directions, activations.get(0))));
    }
    return attributes;
  }

  /** Writes a matrix of one block after the other, (G·H, width), in the operator's order. */
  void arrange(float[] cellRows, int width, int hiddenSize, float[] to, int at) {
    arrange(blocks, cellRows, width * hiddenSize, to, at);
  }

  /** Writes a bias, (G·H), in the operator's order. */
  void arrangeBias(float[] bias, int hiddenSize, float[] to, int at) {
    arrange(blocks, bias, hiddenSize, to, at);
    for (int block = 0; block < blocks.size(); block++) {
      for (int i = 0; i < hiddenSize; i++) {
        to[at + hiddenSize * block + i] += blocks.get(block).bias();
      }
    }
  }

  /** Writes peephole weights, (3·H), in the operator's order. */
  static void arrangePeepholes(float[] peepholes, int hiddenSize, float[] to, int at) {
    arrange(PEEPHOLES, peepholes, hiddenSize, to, at);
  }

  private static void arrange(List<Block> blocks, float[] from, int size, float[] to, int at) {
    for (int block = 0; block < blocks.size(); block++) {
      Block source = blocks.get(block);
      for (int i = 0; i < size; i++) {
        to[at + size * block + i] = source.factor() * from[size * source.from() + i];
      }
    }
  }
}
