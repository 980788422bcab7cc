package dev.unroll.job.onnx;

import static dev.unroll.job.onnx.Graph.NONE;
import static dev.unroll.job.onnx.Graph.attribute;

import dev.unroll.io.Model;
import dev.unroll.io.Task;
import dev.unroll.job.onnx.Onnx.GraphProto;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import java.util.List;

/**
 * The graph of every model but a translator.
 *
 * <pre>
 * in    tokens (batch, time)          symbols, -1 the zero vector; where it reads symbols
 *       features (batch, time, F)     where it reads dense vectors
 *       lengths (batch)               steps of each sequence, at least 1
 *       h0, c0 (L, batch, H)          state before the first step   } of a language model
 * out   hn, cn (L, batch, H)          state after the last step     } or generator
 *       h_start, c_start (L, 1, H)    its own first state, where that is learned
 *       what the head gives           (batch, time, Y), or (batch, Y) with pooling
 * </pre>
 *
 * <p>What stands behind the end of a sequence influences nothing; its outputs mean nothing.
 */
final class SequenceGraph {
  private final Graph graph = new Graph();
  private final Model model;
  private final NetworkConfig config;
  private final Layers layers;
  private final int states;

  SequenceGraph(Model model) {
    this.model = model;
    this.config = ((SequenceNetwork) model.network()).config();
    this.layers = new Layers(graph, model.network().layout(), model.parameters());
    this.states = config.layers() * config.directions();
  }

  GraphProto build() {
    boolean writes = model.task() == Task.LANGUAGE_MODEL || model.task() == Task.GENERATOR;
    boolean memory = config.cell().cell().hasMemory();
    String tokens = config.vocabularySize() == 0 ? NONE : graph.tokens();
    String features = config.featureSize() == 0 ? NONE : graph.features(config.featureSize());
    String lengths = graph.lengths();
    String h = writes ? graph.state("h0", states, config.hiddenSize()) : ownStart("h0");
    String c =
        !memory ? NONE : writes ? graph.state("c0", states, config.hiddenSize()) : ownStart("c0");
    StackGraph stack = new StackGraph(config, layers, "");
    StackGraph.Outputs outputs = stack.add(new StackGraph.Inputs(tokens, features, lengths, h, c));
    String steps = graph.transpose(outputs.steps(), 1, 0, 2);
    HeadGraph head = new HeadGraph(config, layers, "");
    switch (config.pooling()) {
      case NONE -> head.add(steps, List.of("batch", "time"));
      case LAST -> {
        String last = stack.joinedState(outputs.h().get(config.layers() - 1));
        head.add(graph.node("Squeeze", last, graph.integers(0)), List.of("batch"));
      }
      case MEAN -> head.add(mean(steps, lengths), List.of("batch"));
      case MAX -> head.add(max(steps, lengths), List.of("batch"));
    }
    if (writes) {
      stateOutputs("h", outputs.h());
      if (memory) {
        stateOutputs("c", outputs.c());
      }
    }
    return graph.build();
  }

  // ---- states -----------------------------------------------------------------------------------

  /** The network's own first state, (L, 1, H); none for zeros. */
  private String ownStart(String name) {
    return config.learnedInitialState()
        ? layers.constant("rnn." + name, states, 1, config.hiddenSize())
        : NONE;
  }

  private void stateOutputs(String name, List<String> ofLayers) {
    graph.output(name + "n", graph.concat(0, ofLayers), states, "batch", config.hiddenSize());
    if (config.learnedInitialState()) {
      graph.output(name + "_start", ownStart(name + "0"), states, 1, config.hiddenSize());
    }
  }

  // ---- pooling ----------------------------------------------------------------------------------

  private String mean(String steps, String lengths) {
    String zero = graph.constant("zero", new float[1]);
    String kept = graph.node("Where", within(steps, lengths), steps, zero);
    String sum =
        graph.node("ReduceSum", List.of(attribute("keepdims", 0)), kept, graph.integers(1));
    String count = graph.cast(lengths, Onnx.TensorProto.DataType.FLOAT);
    return graph.node("Div", sum, graph.node("Unsqueeze", count, graph.integers(1)));
  }

  private String max(String steps, String lengths) {
    String kept = graph.node("Where", within(steps, lengths), steps, graph.lowest());
    return graph.node(
        "ReduceMax", List.of(attribute("axes", new long[] {1}), attribute("keepdims", 0)), kept);
  }

  /** Which steps are before the end of their sequence, (batch, time, 1). */
  private String within(String steps, String lengths) {
    return graph.node("Unsqueeze", graph.within(lengths, steps), graph.integers(2));
  }
}
