package dev.unroll.job.benchmark;

import dev.unroll.job.config.Spelling;
import dev.unroll.network.CellKind;
import dev.unroll.network.NetworkConfig;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The sizes of a training step that is timed: random symbols, one softmax over all outputs at every
 * step.
 *
 * @param name its name on the command line
 * @param cell the cell as configurations spell it
 * @param vocabularySize number of input symbols, V
 * @param embeddingSize width of the embedding, E; 0 for one-hot symbols
 * @param hiddenSize units of a layer and direction, H
 * @param layers number of layers, L
 * @param batchSize sequences of the global batch, B
 * @param window time steps, T
 * @param bidirectional whether each layer runs in both directions
 * @param outputSize number of outputs at every step, Y
 */
public record Workload(
    String name,
    String cell,
    int vocabularySize,
    int embeddingSize,
    int hiddenSize,
    int layers,
    int batchSize,
    int window,
    boolean bidirectional,
    int outputSize)
    implements Serializable {

  private static final List<Workload> NAMED =
      List.of(
          new Workload("char-512", "lstm", 65, 0, 512, 1, 64, 128, false, 65),
          new Workload("char-512-emb", "lstm", 65, 512, 512, 1, 64, 128, false, 65),
          new Workload("char-128", "lstm", 65, 0, 128, 2, 50, 50, false, 65),
          new Workload("word-200", "lstm", 10_000, 200, 200, 2, 20, 20, false, 10_000),
          new Workload("gru-512", "gru-reset-after", 65, 0, 512, 1, 64, 128, false, 65),
          new Workload("bilstm-tagger", "lstm", 20_000, 100, 200, 1, 32, 30, true, 9));

  /** The workloads with names of their own. */
  public static List<String> names() {
    return NAMED.stream().map(Workload::name).toList();
  }

  /** The workload of that name. */
  public static Optional<Workload> named(String name) {
    return NAMED.stream().filter(workload -> workload.name().equals(name)).findFirst();
  }

  /** The network of these sizes. */
  NetworkConfig network() {
    return new NetworkConfig(
        Spelling.parse(CellKind.class, cell),
        layers,
        hiddenSize,
        bidirectional,
        vocabularySize,
        embeddingSize,
        0,
        false,
        NetworkConfig.Pooling.NONE,
        List.of(),
        NetworkConfig.HeadActivation.TANH,
        NetworkConfig.OutputKind.SOFTMAX,
        outputSize,
        false,
        null);
  }
}
