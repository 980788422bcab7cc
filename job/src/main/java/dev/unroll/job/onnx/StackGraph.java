package dev.unroll.job.onnx;

import static dev.unroll.job.onnx.Graph.NONE;

import dev.unroll.job.onnx.Onnx.TensorProto.DataType;
import dev.unroll.network.NetworkConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A recurrent stack as nodes, step by step over (time, batch, width).
 *
 * <p>Symbols are gathered from a table of V+1 rows. The last row is zeros, and an index of -1
 * counts from the end: -1 is the zero vector. The table is the embedding. One-hot symbols have as
 * rows those of the unit matrix, or where the vocabulary is larger than the gates of the first
 * layer, the columns of W_x themselves, and the operator then multiplies by a unit matrix that is
 * the smaller one.
 */
final class StackGraph {
  private final Graph graph;
  private final NetworkConfig config;
  private final CellGraph cell;
  private final Layers parameters;
  private final String prefix;
  private final int nA;
  private final int directions;

  /**
   * A stack of this shape.
   *
   * @param prefix what stands before the names of its parameters
   */
  StackGraph(NetworkConfig config, Layers parameters, String prefix) {
    this.graph = parameters.graph();
    this.config = config;
    this.cell = CellGraph.of(config.cell());
    this.parameters = parameters;
    this.prefix = prefix;
    this.nA = config.hiddenSize();
    this.directions = config.directions();
  }

  /**
   * What the stack reads. All are names of values.
   *
   * @param tokens (batch, time), or NONE
   * @param features (batch, time, F), or NONE
   * @param lengths (batch), or NONE where all sequences are as long as the input
   * @param h state of all layers before the first step, (L·D, batch or 1, H), or NONE for zeros
   * @param c the same of the memory
   */
  record Inputs(String tokens, String features, String lengths, String h, String c) {}

  /**
   * What a stack computes.
   *
   * @param steps output of the top layer, (time, batch, D·H)
   * @param h last state of each layer, (D, batch, H) each
   * @param c the same of the memory; empty without
   */
  record Outputs(String steps, List<String> h, List<String> c) {}

  /** Name of the table of symbols, (V+1, width). */
  static String table(String prefix) {
    return prefix + "symbols";
  }

  Outputs add(Inputs inputs) {
    String x = firstInput(inputs);
    String lengths =
        inputs.lengths().equals(NONE) ? NONE : graph.cast(inputs.lengths(), DataType.INT32);
    String batch = inputs.h().equals(NONE) ? NONE : stateShape(x);
    List<String> h = new ArrayList<>();
    List<String> c = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      List<String> arguments = new ArrayList<>(List.of(x));
      addWeights(layer, arguments);
      arguments.add(lengths);
      arguments.add(state(inputs.h(), layer, batch));
      boolean memory = config.cell().cell().hasMemory();
      if (memory) {
        arguments.add(state(inputs.c(), layer, batch));
      }
      if (config.cell().cell().peepholes() > 0) {
        arguments.add(peepholes(layer));
      }
      List<String> outputs =
          graph.node(
              cell.operator(),
              memory ? 3 : 2,
              cell.attributes(nA, directions),
              arguments.toArray(new String[0]));
      x = joined(outputs.get(0));
      h.add(outputs.get(1));
      if (memory) {
        c.add(outputs.get(2));
      }
    }
    return new Outputs(x, h, c);
  }

  // ---- states -----------------------------------------------------------------------------------

  /** (D, batch, H) as a value. */
  private String stateShape(String x) {
    String batch = graph.node("Unsqueeze", graph.size(x, 1), graph.integers(0));
    return graph.concat(0, List.of(graph.integers(directions), batch, graph.integers(nA)));
  }

  private String state(String all, int layer, String shape) {
    if (all.equals(NONE)) {
      return NONE;
    }
    String own = graph.slice(all, 0, directions * layer, directions * (layer + 1));
    return graph.node("Expand", own, shape);
  }

  /** (time, D, batch, H) to (time, batch, D·H). */
  private String joined(String steps) {
    return directions == 1
        ? graph.node("Squeeze", steps, graph.integers(1))
        : graph.reshape(graph.transpose(steps, 0, 2, 1, 3), 0, 0, -1);
  }

  /** A state of both directions, (D, batch, H), as [forward; reverse], (1, batch, D·H). */
  String joinedState(String state) {
    return directions == 1
        ? state
        : graph.reshape(graph.transpose(state, 1, 0, 2), 1, -1, config.stackWidth());
  }

  // ---- input ------------------------------------------------------------------------------------

  private String firstInput(Inputs inputs) {
    List<String> parts = new ArrayList<>();
    if (config.vocabularySize() > 0) {
      String symbols = graph.transpose(inputs.tokens(), 1, 0);
      parts.add(graph.node("Gather", table(), symbols));
    }
    if (config.featureSize() > 0) {
      parts.add(graph.transpose(inputs.features(), 1, 0, 2));
    }
    return graph.concat(2, parts);
  }

  /** Whether the table holds the columns of W_x, and the operator a unit matrix. */
  private boolean readsColumns() {
    return config.embeddingSize() == 0 && config.vocabularySize() > columns();
  }

  /** Rows of W_x of all directions of the first layer. */
  private int columns() {
    return directions * cell.gates() * nA;
  }

  /** Width of a row of the table. */
  private int symbolWidth() {
    int e = config.embeddingSize();
    int v = config.vocabularySize();
    return e > 0 ? e : Math.min(v, columns());
  }

  private String table() {
    int v = config.vocabularySize();
    int width = symbolWidth();
    float[] rows = new float[Math.multiplyExact(v + 1, width)];
    if (config.embeddingSize() > 0) {
      System.arraycopy(parameters.get(prefix + "embedding.weight"), 0, rows, 0, v * width);
    } else if (readsColumns()) {
      for (int d = 0; d < directions; d++) {
        float[] w = inputWeights(0, d);
        int gates = width / directions;
        for (int i = 0; i < gates; i++) {
          for (int symbol = 0; symbol < v; symbol++) {
            rows[width * symbol + gates * d + i] = w[config.inputSize() * i + symbol];
          }
        }
      }
    } else {
      for (int symbol = 0; symbol < v; symbol++) {
        rows[(width + 1) * symbol] = 1;
      }
    }
    return graph.constant(table(prefix), rows, v + 1, width);
  }

  // ---- parameters -------------------------------------------------------------------------------

  private String name(String parameter, int layer, int direction) {
    return prefix + "rnn." + parameter + "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  /** W_x of a layer and direction in the operator's order, (G·H, X). */
  private float[] inputWeights(int layer, int direction) {
    String name = name("weight_ih", layer, direction);
    int width = parameters.size(name, 1);
    float[] arranged = new float[cell.gates() * nA * width];
    cell.arrange(parameters.get(name), width, nA, arranged, 0);
    return arranged;
  }

  private void addWeights(int layer, List<String> arguments) {
    int rows = cell.gates() * nA;
    List<float[]> inputs = new ArrayList<>();
    float[] recurrent = new float[directions * rows * nA];
    float[] biases = new float[directions * 2 * rows];
    for (int d = 0; d < directions; d++) {
      float[] w = inputWeights(layer, d);
      inputs.add(layer == 0 && readsColumns() ? withUnitMatrix(w, d) : w);
      cell.arrange(parameters.get(name("weight_hh", layer, d)), nA, nA, recurrent, d * rows * nA);
      boolean two = config.cell().cell().hasRecurrentBias();
      float[] bias = parameters.get(name(two ? "bias_ih" : "bias", layer, d));
      cell.arrangeBias(bias, nA, biases, 2 * d * rows);
      if (two) {
        float[] second = parameters.get(name("bias_hh", layer, d));
        cell.arrangeBias(second, nA, biases, (2 * d + 1) * rows);
      }
    }
    float[] input = concat(inputs);
    int width = input.length / directions / rows;
    String of = prefix + "rnn.%s_l" + layer;
    arguments.add(graph.constant(of.formatted("W"), input, directions, rows, width));
    arguments.add(graph.constant(of.formatted("R"), recurrent, directions, rows, nA));
    arguments.add(graph.constant(of.formatted("B"), biases, directions, 2 * rows));
  }

  /** The unit matrix of one direction in the place of the columns of symbols. */
  private float[] withUnitMatrix(float[] w, int direction) {
    int rows = cell.gates() * nA;
    int features = config.featureSize();
    int width = columns() + features;
    float[] unit = new float[rows * width];
    for (int i = 0; i < rows; i++) {
      unit[width * i + rows * direction + i] = 1;
      System.arraycopy(
          w,
          config.inputSize() * i + config.vocabularySize(),
          unit,
          width * i + columns(),
          features);
    }
    return unit;
  }

  private String peepholes(int layer) {
    float[] peepholes = new float[directions * 3 * nA];
    for (int d = 0; d < directions; d++) {
      float[] own = parameters.get(name("peephole", layer, d));
      CellGraph.arrangePeepholes(own, nA, peepholes, d * 3 * nA);
    }
    return graph.constant(prefix + "rnn.P_l" + layer, peepholes, directions, 3 * nA);
  }

  private static float[] concat(List<float[]> parts) {
    float[] all = new float[parts.size() * parts.get(0).length];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * parts.get(i).length, parts.get(i).length);
    }
    return all;
  }
}
