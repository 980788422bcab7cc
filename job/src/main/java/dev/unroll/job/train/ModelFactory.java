package dev.unroll.job.train;

import dev.unroll.job.config.ModelSpecs;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.Encoding;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.EncoderDecoderConfig;
import dev.unroll.network.NetworkConfig;
import dev.unroll.network.SequenceNetwork;
import java.util.Map;

/** The network that a configuration and an encoded corpus ask for. */
final class ModelFactory {
  private ModelFactory() {}

  /** Makes the network on any machine. */
  static ShardProgram.NetworkSource network(UnrollConfig config, Encoding encoding) {
    int symbols = encoding.vocabulary() == null ? 0 : encoding.vocabulary().size();
    return switch (config.task()) {
      case TRANSLATOR -> {
        EncoderDecoderConfig shape =
            ModelSpecs.encoderDecoder(config, symbols, encoding.targetVocabulary().size());
        yield () -> new EncoderDecoder(shape);
      }
      case GENERATOR -> {
        int classes = encoding.labels() == null ? 0 : encoding.labels().size();
        yield sequence(ModelSpecs.network(config, symbols + classes, symbols));
      }
      case LANGUAGE_MODEL -> sequence(ModelSpecs.network(config, symbols, symbols));
      case REGRESSOR -> sequence(ModelSpecs.network(config, symbols, 1));
      case TAGGER, CLASSIFIER ->
          sequence(ModelSpecs.network(config, symbols, encoding.labels().size()));
    };
  }

  private static ShardProgram.NetworkSource sequence(NetworkConfig shape) {
    return () -> new SequenceNetwork(shape);
  }

  /** Weight of each label by {@code train.class-weights}; null where none is set. */
  static float[] classWeights(UnrollConfig config, Encoding encoding) {
    Map<String, Double> weights = config.train().classWeights();
    if (weights.isEmpty()) {
      return null;
    }
    float[] all = new float[encoding.labels().size()];
    for (int label = 0; label < all.length; label++) {
      all[label] = weights.getOrDefault(encoding.labels().label(label), 1.0).floatValue();
    }
    return all;
  }
}
