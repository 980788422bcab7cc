package dev.unroll.network;

import java.io.Serializable;
import java.util.List;

/**
 * What a network is made of: input, recurrent stack, pooling, head. The source of all shapes.
 *
 * @param cell the cell of every layer
 * @param layers number of layers, L
 * @param hiddenSize units of a layer and direction, H
 * @param bidirectional whether each layer runs in both directions
 * @param vocabularySize number of input symbols, V; 0 for a dense input only
 * @param embeddingSize width of the embedding, E; 0 for one-hot symbols
 * @param featureSize width of the dense input of each step, F, beside or in place of symbols
 * @param learnedInitialState whether the initial state is a parameter; zero otherwise
 * @param pooling how the steps of a sequence become one vector; NONE for an output at every step
 * @param headLayers widths of dense layers before the output
 * @param headActivation activation of these layers
 * @param output what the outputs are
 * @param outputSize number of outputs, Y
 * @param tied whether the output matrix is the embedding
 * @param adaptive clusters of an adaptive softmax; null otherwise
 */
public record NetworkConfig(
    CellKind cell,
    int layers,
    int hiddenSize,
    boolean bidirectional,
    int vocabularySize,
    int embeddingSize,
    int featureSize,
    boolean learnedInitialState,
    Pooling pooling,
    List<Integer> headLayers,
    HeadActivation headActivation,
    OutputKind output,
    int outputSize,
    boolean tied,
    AdaptiveClusters adaptive)
    implements Serializable {

  /** How the steps of a sequence become one vector. */
  public enum Pooling {
    /** No pooling: an output at every step. */
    NONE,
    /** The last step of the forward direction and the first step of the reverse direction. */
    LAST,
    /** The mean over the steps. */
    MEAN,
    /** The largest value over the steps. */
    MAX
  }

  /** Activation of the dense layers before the output. */
  public enum HeadActivation {
    TANH,
    RELU
  }

  /** What the outputs are, and with it the loss. */
  public enum OutputKind {
    /** One of Y labels; cross-entropy. */
    SOFTMAX,
    /** Y independent probabilities; binary cross-entropy. */
    SIGMOID,
    /** Y numbers; squared error. */
    LINEAR,
    /** A sequence of labels; linear-chain conditional random field. */
    CRF,
    /** One of very many labels, in clusters by frequency. */
    ADAPTIVE_SOFTMAX
  }

  /**
   * Clusters of an adaptive softmax (Grave et al. 2017), as PyTorch's {@code
   * AdaptiveLogSoftmaxWithLoss}.
   *
   * @param cutoffs first label of each tail cluster, rising
   * @param divValue each further cluster's projection is this many times narrower
   * @param headBias whether the short list has a bias
   */
  public record AdaptiveClusters(List<Integer> cutoffs, double divValue, boolean headBias)
      implements Serializable {

    /** Checks that the clusters have an order. */
    public AdaptiveClusters {
      cutoffs = List.copyOf(cutoffs);
      int before = 0;
      for (int cutoff : cutoffs) {
        if (cutoff <= before) {
          throw new IllegalArgumentException("cutoffs must be > 0 and rise, got " + cutoffs);
        }
        before = cutoff;
      }
      if (cutoffs.isEmpty() || !(divValue >= 1)) {
        throw new IllegalArgumentException(
            "an adaptive softmax must have cutoffs and a div-value >= 1, got %s and %s"
                .formatted(cutoffs, divValue));
      }
    }
  }

  /** Checks all sizes and that the parts fit together. */
  public NetworkConfig {
    headLayers = List.copyOf(headLayers);
    atLeast("layers", layers, 1);
    atLeast("hidden-size", hiddenSize, 1);
    atLeast("vocabulary-size", vocabularySize, 0);
    atLeast("embedding-size", embeddingSize, 0);
    atLeast("feature-size", featureSize, 0);
    atLeast("output-size", outputSize, 1);
    if (vocabularySize + featureSize == 0) {
      throw new IllegalArgumentException(
          "a network must have symbols or features as its input, got neither");
    }
    if (embeddingSize > 0 && vocabularySize == 0) {
      throw new IllegalArgumentException(
          "embedding-size must be 0 without symbols, got " + embeddingSize);
    }
    int width = headLayers.isEmpty() ? width(hiddenSize, bidirectional) : last(headLayers);
    if (tied && (embeddingSize != width || outputSize != vocabularySize)) {
      throw new IllegalArgumentException(
          "tied must have embedding-size = width before the output and output-size ="
              + " vocabulary-size, got %d, %d, %d and %d"
                  .formatted(embeddingSize, width, outputSize, vocabularySize));
    }
    if (tied && output == OutputKind.ADAPTIVE_SOFTMAX) {
      throw new IllegalArgumentException("tied must be off with adaptive-softmax, got on");
    }
    if (output == OutputKind.CRF && pooling != Pooling.NONE) {
      throw new IllegalArgumentException("pooling must be none with a crf, got " + pooling);
    }
    if (adaptive != null && last(adaptive.cutoffs()) >= outputSize) {
      throw new IllegalArgumentException(
          "cutoffs must be below output-size = %d, got %s".formatted(outputSize, adaptive));
    }
    if ((output == OutputKind.ADAPTIVE_SOFTMAX) != (adaptive != null)) {
      throw new IllegalArgumentException(
          "cutoffs must be given for adaptive-softmax and for nothing else, got " + adaptive);
    }
  }

  /** The same with another cell. */
  public NetworkConfig withCell(CellKind other) {
    return new NetworkConfig(
        other,
        layers,
        hiddenSize,
        bidirectional,
        vocabularySize,
        embeddingSize,
        featureSize,
        learnedInitialState,
        pooling,
        headLayers,
        headActivation,
        output,
        outputSize,
        tied,
        adaptive);
  }

  /** Number of directions, D. */
  public int directions() {
    return bidirectional ? 2 : 1;
  }

  /** Width of the first layer's input, X. */
  public int inputSize() {
    return (embeddingSize > 0 ? embeddingSize : vocabularySize) + featureSize;
  }

  /** Width of the stack's output at each step, D·H. */
  public int stackWidth() {
    return width(hiddenSize, bidirectional);
  }

  private static int width(int hiddenSize, boolean bidirectional) {
    return bidirectional ? 2 * hiddenSize : hiddenSize;
  }

  private static int last(List<Integer> widths) {
    return widths.get(widths.size() - 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", got " + value);
    }
  }

  /**
   * A language model over {@code vocabularySize} symbols, the most frequent shape.
   *
   * @param embeddingSize 0 for one-hot symbols
   */
  public static NetworkConfig languageModel(
      CellKind cell, int layers, int hiddenSize, int vocabularySize, int embeddingSize) {
    return new NetworkConfig(
        cell,
        layers,
        hiddenSize,
        false,
        vocabularySize,
        embeddingSize,
        0,
        false,
        Pooling.NONE,
        List.of(),
        HeadActivation.TANH,
        OutputKind.SOFTMAX,
        vocabularySize,
        false,
        null);
  }
}
