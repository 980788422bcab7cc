package dev.unroll.network;

import dev.unroll.control.EncoderDecoderSpec;
import dev.unroll.control.HeadSpec;
import dev.unroll.control.NetworkSpec;
import dev.unroll.control.StackSpec;
import java.util.List;
import java.util.Locale;

/** The production configuration of a control's specification. */
final class Configurations {

  private Configurations() {}

  static NetworkConfig of(NetworkSpec spec) {
    StackSpec stack = spec.stack();
    HeadSpec head = spec.head();
    boolean adaptive = head.output().equals("adaptive-softmax");
    return new NetworkConfig(
        CellKind.valueOf(constant(stack.cell())),
        stack.layers(),
        stack.hiddenSize(),
        stack.bidirectional(),
        stack.vocabularySize(),
        stack.embeddingSize(),
        features(stack),
        false,
        NetworkConfig.Pooling.valueOf(constant(head.pooling())),
        head.layers(),
        NetworkConfig.HeadActivation.valueOf(constant(head.activation())),
        NetworkConfig.OutputKind.valueOf(constant(head.output())),
        head.outputSize(),
        head.tied(),
        adaptive
            ? new NetworkConfig.AdaptiveClusters(head.cutoffs(), head.divValue(), head.headBias())
            : null);
  }

  static EncoderDecoderConfig of(EncoderDecoderSpec spec) {
    StackSpec encoder = spec.encoder();
    StackSpec decoder = spec.decoder();
    return new EncoderDecoderConfig(
        CellKind.valueOf(constant(encoder.cell())),
        encoder.layers(),
        encoder.hiddenSize(),
        encoder.bidirectional(),
        encoder.vocabularySize(),
        encoder.embeddingSize(),
        features(encoder),
        decoder.vocabularySize(),
        decoder.embeddingSize(),
        EncoderDecoderConfig.AttentionKind.valueOf(constant(spec.attention())),
        List.of(),
        NetworkConfig.HeadActivation.TANH,
        false,
        null);
  }

  private static int features(StackSpec stack) {
    return stack.input().equals("dense") ? stack.inputSize() : 0;
  }

  /** The constant of a configuration's word, such as GRU_RESET_AFTER of gru-reset-after. */
  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
