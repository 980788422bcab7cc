package dev.unroll.job.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a finished training run tells its caller.
 *
 * @param model the model directory
 * @param step the last step
 * @param metrics of the model that was kept, empty if nothing was validated
 * @param seconds wall time
 * @param sample what the model writes by itself, "" where it writes nothing
 */
record TrainSummary(
    String model, long step, Map<String, Double> metrics, double seconds, String sample) {

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", model);
    map.put("steps", step);
    map.put("seconds", seconds);
    map.put("valid", metrics);
    if (!sample.isEmpty()) {
      map.put("sample", sample);
    }
    return map;
  }

  String toText() {
    return (sample.isEmpty()
            ? ""
            : "What the model writes by itself:\n\n" + sample.strip() + "\n\n")
        + "The model is in "
        + model
        + ".";
  }
}
