package dev.unroll.job.onnx;

import static dev.unroll.job.onnx.Graph.attribute;

import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.HeadActivation;
import java.util.ArrayList;
import java.util.List;

/**
 * Dense layers and the output as nodes, over vectors (…, width) of any number of positions.
 *
 * <p>A softmax gives log-probabilities. So does an adaptive one: of a label in a cluster, the sum
 * of the cluster's and the label's in it. Of a CRF there are the emissions, and its other scores as
 * constant outputs; to find the best path is the caller's work.
 */
final class HeadGraph {
  private final Graph graph;
  private final NetworkConfig config;
  private final Layers layers;
  private final String prefix;

  /**
   * The head of a network.
   *
   * @param prefix what stands before the names of the stack below
   */
  HeadGraph(NetworkConfig config, Layers layers, String prefix) {
    this.graph = layers.graph();
    this.config = config;
    this.layers = layers;
    this.prefix = prefix;
  }

  /**
   * Declares the outputs.
   *
   * @param x (positions, width)
   * @param positions names of the sizes before the last
   */
  void add(String x, List<String> positions) {
    List<Object> sizes = new ArrayList<>(positions);
    sizes.add(config.outputSize());
    Object[] shape = sizes.toArray();
    String vectors = dense(x);
    switch (config.output()) {
      case SOFTMAX -> graph.output("log_probabilities", logSoftmax(scores(vectors)), shape);
      case ADAPTIVE_SOFTMAX -> graph.output("log_probabilities", adaptive(vectors), shape);
      case SIGMOID -> graph.output("probabilities", graph.node("Sigmoid", scores(vectors)), shape);
      case LINEAR -> graph.output("values", scores(vectors), shape);
      case CRF -> {
        int labels = config.outputSize();
        graph.output("emissions", scores(vectors), shape);
        String transitions = layers.constant("crf.transitions", labels, labels);
        graph.output("transitions", transitions, labels, labels);
        graph.output("start", layers.constant("crf.start", labels), labels);
        graph.output("end", layers.constant("crf.end", labels), labels);
      }
    }
  }

  private String dense(String x) {
    String activation = config.headActivation() == HeadActivation.TANH ? "Tanh" : "Relu";
    for (int j = 0; j < config.headLayers().size(); j++) {
      x = graph.node(activation, layers.affine(x, "head.dense" + j));
    }
    return x;
  }

  private String scores(String x) {
    if (!config.tied()) {
      return layers.affine(x, "head");
    }
    // The table of symbols without the row of the zero vector.
    String weight = graph.slice(StackGraph.table(prefix), 0, 0, config.vocabularySize());
    String product = graph.node("MatMul", x, graph.transpose(weight, 1, 0));
    return layers.biased(product, "head.bias");
  }

  private String logSoftmax(String scores) {
    return graph.node("LogSoftmax", List.of(attribute("axis", -1)), scores);
  }

  private String adaptive(String x) {
    List<Integer> cutoffs = config.adaptive().cutoffs();
    int shortList = cutoffs.get(0);
    String scores =
        config.adaptive().headBias()
            ? layers.affine(x, "head.head")
            : layers.product(x, "head.head.weight");
    String head = logSoftmax(scores);
    List<String> parts = new ArrayList<>();
    parts.add(graph.slice(head, -1, 0, shortList));
    for (int i = 0; i < cutoffs.size(); i++) {
      String tail = "head.tail." + i;
      String projected = layers.product(x, tail + ".0.weight");
      String within = logSoftmax(layers.product(projected, tail + ".1.weight"));
      String cluster = graph.slice(head, -1, shortList + i, shortList + i + 1);
      parts.add(graph.node("Add", within, cluster));
    }
    return graph.concat(-1, parts);
  }
}
