package dev.unroll.text;

import java.io.Serializable;
import java.util.List;

/** The labels of a tagger, the classes of a classifier or a generator: index = id. Immutable. */
public final class LabelSet implements Serializable {
  private static final long serialVersionUID = 1;

  private final SymbolIndex index;

  /**
   * Labels in the order of their ids.
   *
   * @throws IllegalArgumentException if there are none, or one occurs twice
   */
  public LabelSet(List<String> labels) {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("labels must not be empty, got none");
    }
    this.index = SymbolIndex.of(labels, "labels");
  }

  /** Number of labels. */
  public int size() {
    return index.size();
  }

  /** Whether the label exists. */
  public boolean contains(String label) {
    return index.id(label) >= 0;
  }

  /**
   * The id of a label.
   *
   * @throws IllegalArgumentException if it does not exist
   */
  public int id(String label) {
    int id = index.id(label);
    if (id < 0) {
      throw new IllegalArgumentException(
          "label must be one of " + index.symbols() + ", got \"" + label + '"');
    }
    return id;
  }

  /** The label of an id. */
  public String label(int id) {
    return index.symbol(id);
  }

  /** All labels, index = id. */
  public List<String> labels() {
    return index.symbols();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSet that && labels().equals(that.labels());
  }

  @Override
  public int hashCode() {
    return labels().hashCode();
  }

  @Override
  public String toString() {
    return labels().toString();
  }
}
