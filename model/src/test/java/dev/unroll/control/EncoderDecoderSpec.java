package dev.unroll.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder-decoder with a softmax head.
 *
 * @param attention {@code none} or {@code general} (Luong's, over the whole source)
 * @param outputSize Y, the size of the target vocabulary
 */
public record EncoderDecoderSpec(
    StackSpec encoder, StackSpec decoder, String attention, int outputSize) {

  public EncoderDecoderSpec {
    HeadSpec.requireOneOf("attention", attention, List.of("none", "general"));
    if (encoder.layers() != decoder.layers()
        || encoder.width() != decoder.hiddenSize()
        || decoder.bidirectional()
        || encoder.hasMemory() != decoder.hasMemory()) {
      throw new IllegalArgumentException(
          "the decoder starts from the encoder's states, so it must have one direction, and the"
              + " encoder's layers, width and kind of state; got "
              + encoder
              + " and "
              + decoder);
    }
  }

  public boolean attends() {
    return attention.equals("general");
  }

  /** The names and shapes of its parameters, in the order of the golden files. */
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    encoder.addShapes("encoder.", shapes);
    decoder.addShapes("decoder.", shapes);
    int h = decoder.hiddenSize();
    if (attends()) {
      shapes.put("attention.weight", new int[] {h, h});
      shapes.put("attention.combine.weight", new int[] {h, 2 * h});
    }
    HeadSpec.perStep("softmax", outputSize).addShapes(h, shapes);
    return shapes;
  }
}
