package dev.unroll.job.onnx;

import static dev.unroll.job.onnx.Graph.NONE;
import static dev.unroll.job.onnx.Graph.attribute;

import dev.unroll.io.Model;
import dev.unroll.job.onnx.Onnx.GraphProto;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.NetworkConfig;
import java.util.List;

/**
 * The two graphs of a translator. What the encoder gives has the names under which the decoder
 * takes it. The decoder does one step or several: at first it reads -1, the zero vector, then each
 * time what was chosen; or -1 and a whole target, whose probability is wanted.
 *
 * <pre>
 * encoder  in    tokens (batch, time), features (batch, time, F), lengths (batch)
 *          out   h0, c0 (L, batch, W), and with attention source (batch, time, W)
 * decoder  in    tokens (batch, target_time), h0, c0, and with attention source, lengths
 *          out   log_probabilities (batch, target_time, Y), hn, cn,
 *                and with attention its weights (batch, target_time, time)
 * </pre>
 */
final class TranslatorGraphs {
  private final Model model;
  private final EncoderDecoderConfig config;
  private final boolean attends;
  private final boolean memory;
  private final int width;

  TranslatorGraphs(Model model) {
    this.model = model;
    this.config = ((EncoderDecoder) model.network()).config();
    this.attends = config.attention() == AttentionKind.GENERAL;
    this.memory = config.cell().cell().hasMemory();
    this.width = config.decoderSize();
  }

  private Layers layers(Graph graph) {
    return new Layers(graph, model.network().layout(), model.parameters());
  }

  GraphProto encoder() {
    Graph graph = new Graph();
    NetworkConfig encoder = config.encoder();
    StackGraph stack = new StackGraph(encoder, layers(graph), "encoder.");
    StackGraph.Outputs outputs =
        stack.add(
            new StackGraph.Inputs(
                encoder.vocabularySize() == 0 ? NONE : graph.tokens(),
                encoder.featureSize() == 0 ? NONE : graph.features(encoder.featureSize()),
                graph.lengths(),
                NONE,
                NONE));
    startState(graph, stack, "h0", outputs.h());
    if (memory) {
      startState(graph, stack, "c0", outputs.c());
    }
    if (attends) {
      String source = graph.transpose(outputs.steps(), 1, 0, 2);
      graph.output("source", source, "batch", "time", width);
    }
    return graph.build();
  }

  private void startState(Graph graph, StackGraph stack, String name, List<String> ofLayers) {
    List<String> joined = ofLayers.stream().map(stack::joinedState).toList();
    graph.output(name, graph.concat(0, joined), config.layers(), "batch", width);
  }

  GraphProto decoder() {
    Graph graph = new Graph();
    Layers layers = layers(graph);
    String tokens = graph.targetTokens();
    String h0 = graph.state("h0", config.layers(), width);
    String c0 = memory ? graph.state("c0", config.layers(), width) : NONE;
    String source = attends ? graph.source(width) : NONE;
    String lengths = attends ? graph.lengths() : NONE;
    StackGraph stack = new StackGraph(config.decoder(), layers, "decoder.");
    StackGraph.Outputs outputs = stack.add(new StackGraph.Inputs(tokens, NONE, NONE, h0, c0));
    String steps = graph.transpose(outputs.steps(), 1, 0, 2);
    String vectors = attends ? attention(layers, steps, source, lengths) : steps;
    new HeadGraph(config.decoder(), layers, "decoder.")
        .add(vectors, List.of("batch", "target_time"));
    graph.output("hn", graph.concat(0, outputs.h()), config.layers(), "batch", width);
    if (memory) {
      graph.output("cn", graph.concat(0, outputs.c()), config.layers(), "batch", width);
    }
    return graph.build();
  }

  /** Luong's general attention: h_tᵀ W_a h̄_s as the product of W_aᵀ h_t and h̄_s. */
  private String attention(Layers layers, String steps, String source, String lengths) {
    Graph graph = layers.graph();
    String query = graph.node("MatMul", steps, layers.constant("attention.weight", width, width));
    String scores = graph.node("MatMul", query, graph.transpose(source, 0, 2, 1));
    String within = graph.node("Unsqueeze", graph.within(lengths, source), graph.integers(1));
    String kept = graph.node("Where", within, scores, graph.lowest());
    String weights = graph.node("Softmax", List.of(attribute("axis", -1)), kept);
    graph.output("attention", weights, "batch", "target_time", "time");
    String context = graph.node("MatMul", weights, source);
    String both = graph.concat(2, List.of(context, steps));
    return graph.node("Tanh", layers.product(both, "attention.combine.weight"));
  }
}
