package dev.unroll.job.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over the validation data.
 *
 * @param step the last step before it
 * @param epoch the epoch of that step, from 1
 * @param metrics name to value, in the order in which they are shown, for example {@code loss},
 *     {@code perplexity}, {@code f1}
 * @param chosenBy the metric that decides which model is best, a key of {@code metrics}
 * @param best whether this is the best model so far
 * @param samples what the model writes by itself, in tasks that write
 * @param findings what else can be seen of the model, as a tree of maps, lists, texts and numbers;
 *     only where it is the best so far
 * @param nanos wall time of the pass, in nanoseconds
 */
public record ValidationReport(
    long step,
    int epoch,
    Map<String, Double> metrics,
    String chosenBy,
    boolean best,
    List<String> samples,
    Map<String, Object> findings,
    long nanos) {

  public ValidationReport {
    samples = List.copyOf(samples);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    if (!metrics.containsKey(chosenBy)) {
      throw new IllegalArgumentException(
          "chosenBy must be one of " + metrics.keySet() + ", got " + chosenBy);
    }
  }
}
