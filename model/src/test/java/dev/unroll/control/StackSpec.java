package dev.unroll.control;

import java.util.Map;

/**
 * What a recurrent stack is made of.
 *
 * @param cell its kind, such as {@code lstm}
 * @param layers number of layers
 * @param hiddenSize H, of every layer and direction
 * @param bidirectional whether every layer also runs from the end
 * @param input {@code one-hot}, {@code embedding} or {@code dense}
 * @param vocabularySize V; 0 for dense input
 * @param embeddingSize E; 0 without an embedding
 * @param inputSize X, the width of the first layer's input
 */
public record StackSpec(
    String cell,
    int layers,
    int hiddenSize,
    boolean bidirectional,
    String input,
    int vocabularySize,
    int embeddingSize,
    int inputSize) {

  public StackSpec {
    int width =
        switch (input) {
          case "one-hot" -> vocabularySize;
          case "embedding" -> embeddingSize;
          case "dense" -> inputSize;
          default ->
              throw new IllegalArgumentException(
                  "input must be one-hot, embedding or dense, got " + input);
        };
    if (inputSize != width) {
      throw new IllegalArgumentException(
          "input-size must be %d for %s input, got %d".formatted(width, input, inputSize));
    }
  }

  public int directions() {
    return bidirectional ? 2 : 1;
  }

  /** Whether its state has a memory cell beside the activation. */
  public boolean hasMemory() {
    return cell.startsWith("lstm");
  }

  /** D·H, the width of the stack's output. */
  public int width() {
    return directions() * hiddenSize;
  }

  /**
   * The names and shapes of its parameters, each name with the prefix, in the order of the golden
   * files.
   */
  void addShapes(String prefix, Map<String, int[]> shapes) {
    if (input.equals("embedding")) {
      shapes.put(prefix + "embedding.weight", new int[] {vocabularySize, embeddingSize});
    }
    int rows = ControlCell.gates(cell) * hiddenSize;
    for (int layer = 0; layer < layers; layer++) {
      for (int direction = 0; direction < directions(); direction++) {
        String suffix = suffix(layer, direction);
        int columns = layer == 0 ? inputSize : width();
        shapes.put(prefix + "rnn.weight_ih" + suffix, new int[] {rows, columns});
        shapes.put(prefix + "rnn.weight_hh" + suffix, new int[] {rows, hiddenSize});
        if (cell.equals("gru-reset-after")) {
          shapes.put(prefix + "rnn.bias_ih" + suffix, new int[] {rows});
          shapes.put(prefix + "rnn.bias_hh" + suffix, new int[] {rows});
        } else {
          shapes.put(prefix + "rnn.bias" + suffix, new int[] {rows});
        }
        if (cell.equals("lstm-peephole")) {
          shapes.put(prefix + "rnn.peephole" + suffix, new int[] {3, hiddenSize});
        }
      }
    }
  }

  /** The end of a parameter's name, such as {@code _l0_reverse}. */
  static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 1 ? "_reverse" : "");
  }
}
