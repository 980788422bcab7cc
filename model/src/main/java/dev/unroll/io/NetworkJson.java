package dev.unroll.io;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.network.CellKind;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.EncoderDecoderConfig.AttentionKind;
import dev.unroll.network.Network;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.NetworkConfig.AdaptiveClusters;
import dev.unroll.network.NetworkConfig.HeadActivation;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.NetworkConfig.Pooling;
import dev.unroll.network.SequenceNetwork;
import java.util.List;

/**
 * The block {@code network} of {@code config.json}; its keys are those of configurations. For an
 * encoder-decoder the symbols are the source's and the outputs the target's, and {@code
 * target-embedding-size} is added.
 */
final class NetworkJson {
  private final JsonFields fields;
  private final long tensors;
  private final long numbers;

  private NetworkJson(JsonFields fields, List<SafeTensors.Tensor> tensors) {
    this.fields = fields;
    this.tensors = tensors.size();
    this.numbers = tensors.stream().mapToLong(SafeTensors.Tensor::size).sum();
  }

  /** How a recurrent stack begins. */
  private enum InitialState {
    ZERO,
    LEARNED
  }

  /** How a decoder looks at the source, as configurations spell it. */
  private enum Attention {
    NONE,
    LUONG
  }

  // ---- writing ----------------------------------------------------------------------------------

  static ObjectNode write(Network network) {
    if (network instanceof SequenceNetwork sequence) {
      return write(sequence.config());
    }
    return write(((EncoderDecoder) network).config());
  }

  private static ObjectNode write(NetworkConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cell", config.cell().key());
    json.put("layers", config.layers());
    json.put("hidden-size", config.hiddenSize());
    json.put("bidirectional", config.bidirectional());
    json.put("embedding-size", config.embeddingSize());
    json.put("vocabulary-size", config.vocabularySize());
    json.put("feature-size", config.featureSize());
    json.put(
        "initial-state",
        Json.spelling(config.learnedInitialState() ? InitialState.LEARNED : InitialState.ZERO));
    json.put("output-size", config.outputSize());
    json.put("output", Json.spelling(config.output()));
    config.headLayers().forEach(json.putArray("head-layers")::add);
    json.put("head-activation", Json.spelling(config.headActivation()));
    json.put("tied", config.tied());
    json.put("attention", Json.spelling(Attention.NONE));
    json.put("pooling", Json.spelling(config.pooling()));
    if (config.adaptive() != null) {
      config.adaptive().cutoffs().forEach(json.putArray("cutoffs")::add);
      json.put("div-value", config.adaptive().divValue());
      json.put("head-bias", config.adaptive().headBias());
    }
    return json;
  }

  private static ObjectNode write(EncoderDecoderConfig config) {
    NetworkConfig encoder = config.encoder();
    ObjectNode json = write(config.decoder());
    json.put("hidden-size", encoder.hiddenSize());
    json.put("bidirectional", encoder.bidirectional());
    json.put("embedding-size", encoder.embeddingSize());
    json.put("vocabulary-size", encoder.vocabularySize());
    json.put("feature-size", encoder.featureSize());
    json.put("target-embedding-size", config.targetEmbeddingSize());
    boolean attends = config.attention() == AttentionKind.GENERAL;
    json.put("attention", Json.spelling(attends ? Attention.LUONG : Attention.NONE));
    return json;
  }

  // ---- reading ----------------------------------------------------------------------------------

  /**
   * The network that the fields describe.
   *
   * @param tensors those of the model; no size and no number of layers may exceed what they hold
   */
  static Network read(Task task, JsonFields fields, List<SafeTensors.Tensor> tensors)
      throws InvalidModelException {
    NetworkJson json = new NetworkJson(fields, tensors);
    try {
      Network network =
          task == Task.TRANSLATOR
              ? new EncoderDecoder(json.encoderDecoder())
              : new SequenceNetwork(json.sequence());
      fields.end();
      return network;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidModelException("network: " + e.getMessage(), e);
    }
  }

  private NetworkConfig sequence() throws InvalidModelException {
    fields.only("attention", Attention.NONE);
    return new NetworkConfig(
        fields.oneOf("cell", CellKind.class),
        layers(),
        size("hidden-size"),
        fields.flag("bidirectional"),
        size("vocabulary-size"),
        size("embedding-size"),
        size("feature-size"),
        fields.oneOf("initial-state", InitialState.class) == InitialState.LEARNED,
        fields.oneOf("pooling", Pooling.class),
        fields.integers("head-layers"),
        fields.oneOf("head-activation", HeadActivation.class),
        fields.oneOf("output", OutputKind.class),
        size("output-size"),
        fields.flag("tied"),
        clusters());
  }

  private EncoderDecoderConfig encoderDecoder() throws InvalidModelException {
    fields.only("initial-state", InitialState.ZERO);
    fields.only("pooling", Pooling.NONE);
    AdaptiveClusters clusters = clusters();
    if (clusters == null) {
      fields.only("output", OutputKind.SOFTMAX);
    }
    return new EncoderDecoderConfig(
        fields.oneOf("cell", CellKind.class),
        layers(),
        size("hidden-size"),
        fields.flag("bidirectional"),
        size("vocabulary-size"),
        size("embedding-size"),
        size("feature-size"),
        size("output-size"),
        size("target-embedding-size"),
        fields.oneOf("attention", Attention.class) == Attention.LUONG
            ? AttentionKind.GENERAL
            : AttentionKind.NONE,
        fields.integers("head-layers"),
        fields.oneOf("head-activation", HeadActivation.class),
        fields.flag("tied"),
        clusters);
  }

  private AdaptiveClusters clusters() throws InvalidModelException {
    if (fields.oneOf("output", OutputKind.class) != OutputKind.ADAPTIVE_SOFTMAX) {
      return null;
    }
    return new AdaptiveClusters(
        fields.integers("cutoffs"), fields.number("div-value"), fields.flag("head-bias"));
  }

  private int layers() throws InvalidModelException {
    return bounded("layers", tensors, "tensors");
  }

  private int size(String name) throws InvalidModelException {
    return bounded(name, numbers, "numbers");
  }

  private int bounded(String name, long most, String what) throws InvalidModelException {
    int value = fields.integer(name);
    if (value > most) {
      throw new InvalidModelException(
          "network.%s must fit a model.safetensors of %d %s, got %d; are both from the same model?"
              .formatted(name, most, what, value));
    }
    return value;
  }
}
