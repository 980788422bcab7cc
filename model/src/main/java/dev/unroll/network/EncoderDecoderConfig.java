package dev.unroll.network;

import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import java.io.Serializable;
import java.util.List;

/**
 * What an encoder-decoder is made of. Both stacks have the same cells and number of layers; the
 * decoder is as wide as the encoder's output, since it starts from the encoder's final states.
 *
 * @param cell the cell of every layer
 * @param layers number of layers of each stack, L
 * @param hiddenSize units of a layer and direction of the encoder, H; the decoder has twice as many
 *     where the encoder is bidirectional
 * @param bidirectional whether the encoder runs in both directions
 * @param sourceVocabularySize number of source symbols; 0 for a dense source only
 * @param sourceEmbeddingSize width of the encoder's embedding; 0 for one-hot symbols
 * @param sourceFeatureSize width of the dense input of each source step, beside or in place of
 *     symbols
 * @param targetVocabularySize number of target symbols, which is the number of outputs
 * @param targetEmbeddingSize width of the decoder's embedding; 0 for one-hot symbols
 * @param attention how the decoder looks at the source
 * @param headLayers widths of dense layers before the output
 * @param headActivation activation of these layers
 * @param tied whether the output matrix is the decoder's embedding
 * @param adaptive clusters of an adaptive softmax; null for a plain softmax
 */
public record EncoderDecoderConfig(
    CellKind cell,
    int layers,
    int hiddenSize,
    boolean bidirectional,
    int sourceVocabularySize,
    int sourceEmbeddingSize,
    int sourceFeatureSize,
    int targetVocabularySize,
    int targetEmbeddingSize,
    AttentionKind attention,
    List<Integer> headLayers,
    HeadActivation headActivation,
    boolean tied,
    AdaptiveClusters adaptive)
    implements Serializable {

  /** How the decoder looks at the source. */
  public enum AttentionKind {
    /** Not at all: it knows the encoder's final states only. */
    NONE,
    /** Luong's general attention over the whole source. */
    GENERAL
  }

  /** Checks both stacks, see {@link NetworkConfig}. */
  public EncoderDecoderConfig {
    headLayers = List.copyOf(headLayers);
    if (targetVocabularySize < 1) {
      throw new IllegalArgumentException(
          "target-vocabulary-size must be >= 1, got " + targetVocabularySize);
    }
    encoder(
        cell,
        layers,
        hiddenSize,
        bidirectional,
        sourceVocabularySize,
        sourceEmbeddingSize,
        sourceFeatureSize);
    decoder(
        cell,
        layers,
        bidirectional ? 2 * hiddenSize : hiddenSize,
        targetVocabularySize,
        targetEmbeddingSize,
        headLayers,
        headActivation,
        tied,
        adaptive);
  }

  /** The encoder's input and stack; its head does not exist. */
  public NetworkConfig encoder() {
    return encoder(
        cell,
        layers,
        hiddenSize,
        bidirectional,
        sourceVocabularySize,
        sourceEmbeddingSize,
        sourceFeatureSize);
  }

  private static NetworkConfig encoder(
      CellKind cell,
      int layers,
      int hiddenSize,
      boolean bidirectional,
      int vocabularySize,
      int embeddingSize,
      int featureSize) {
    return new NetworkConfig(
        cell,
        layers,
        hiddenSize,
        bidirectional,
        vocabularySize,
        embeddingSize,
        featureSize,
        false,
        Pooling.NONE,
        List.of(),
        HeadActivation.TANH,
        OutputKind.LINEAR,
        1,
        false,
        null);
  }

  /** The decoder's input, stack and head. */
  public NetworkConfig decoder() {
    return decoder(
        cell,
        layers,
        decoderSize(),
        targetVocabularySize,
        targetEmbeddingSize,
        headLayers,
        headActivation,
        tied,
        adaptive);
  }

  private static NetworkConfig decoder(
      CellKind cell,
      int layers,
      int hiddenSize,
      int vocabularySize,
      int embeddingSize,
      List<Integer> headLayers,
      HeadActivation headActivation,
      boolean tied,
      AdaptiveClusters adaptive) {
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
        headLayers,
        headActivation,
        adaptive == null ? OutputKind.SOFTMAX : OutputKind.ADAPTIVE_SOFTMAX,
        vocabularySize,
        tied,
        adaptive);
  }

  /** Units of a layer of the decoder, which is the width of the encoder's output. */
  public int decoderSize() {
    return bidirectional ? 2 * hiddenSize : hiddenSize;
  }
}
