package dev.unroll.control;

import java.util.List;
import java.util.Map;

/** Puts together what a run over several sequences says. */
final class Results {

  private Results() {}

  /**
   * The sequences' tensors, the summed {@code loss}, {@code perplexity} where there are symbols,
   * and the gradients.
   */
  static Map<String, Tensor> of(List<Outcome> outcomes, ControlParameters parameters) {
    Map<String, Tensor> results = Outcome.tensors(outcomes);
    double loss = 0;
    for (double one : results.get("loss-per-sequence").data()) {
      loss += one;
    }
    results.put("loss", Tensor.scalar(loss));
    Tensor symbols = results.get("token-log-probabilities");
    if (symbols != null) {
      results.put("perplexity", Tensor.scalar(Math.exp(loss / symbols.data().length)));
    }
    parameters
        .gradients()
        .forEach(
            (name, g) -> results.put("gradients/" + name, new Tensor(g.shape(), g.data().clone())));
    return results;
  }
}
