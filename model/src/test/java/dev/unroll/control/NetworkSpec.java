package dev.unroll.control;

import java.util.LinkedHashMap;
import java.util.Map;

/** A network over one sequence: input and stack, then the head. */
public record NetworkSpec(StackSpec stack, HeadSpec head) {

  public NetworkSpec {
    if (head.tied() && stack.embeddingSize() != head.featureSize(stack.width())) {
      throw new IllegalArgumentException(
          "tied: embedding-size must be %d, the width before the output, got %d"
              .formatted(head.featureSize(stack.width()), stack.embeddingSize()));
    }
  }

  /** The names and shapes of its parameters, in the order of the golden files. */
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    stack.addShapes("", shapes);
    head.addShapes(stack.width(), shapes);
    return shapes;
  }
}
