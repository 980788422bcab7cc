package dev.unroll.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network over sequences that a test can run. */
public interface SequenceModel {

  /**
   * Both passes over a batch.
   *
   * @return everything that a golden file of kind {@code network} expects; gradients as {@code
   *     gradients/NAME} and {@code input-gradients/NAME}
   */
  Map<String, Tensor> run(List<ControlExample> examples);

  /**
   * Truncated backpropagation through time: the state passes from window to window by value, its
   * gradient does not.
   *
   * @param windows each with the same sequences; initial states are read from the first
   */
  default List<Map<String, Tensor>> runWindows(List<List<ControlExample>> windows) {
    List<Map<String, Tensor>> results = new ArrayList<>();
    for (List<ControlExample> window : windows) {
      List<ControlExample> examples = new ArrayList<>(window);
      if (!results.isEmpty()) {
        Map<String, Tensor> before = results.get(results.size() - 1);
        for (int i = 0; i < window.size(); i++) {
          Tensor c = before.get("c-n");
          examples.set(
              i,
              window.get(i).withState(before.get("h-n").column(i), c == null ? null : c.column(i)));
        }
      }
      results.add(run(examples));
    }
    return results;
  }
}
