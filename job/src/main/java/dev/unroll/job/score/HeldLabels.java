package dev.unroll.job.score;

import java.util.ArrayList;
import java.util.List;

/** The labels of sigmoid outputs, of which any number hold. */
final class HeldLabels {

  private HeldLabels() {}

  /** The labels whose logits are above 0, that is, more probable than not, with "|" between. */
  static String join(List<String> labels, float[] logits, int at, String none) {
    List<String> held = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      if (logits[at + k] > 0) {
        held.add(labels.get(k));
      }
    }
    return held.isEmpty() ? none : String.join("|", held);
  }
}
