package dev.unroll.job.report;

import java.util.List;
import java.util.Map;

/**
 * What a run works with, beside its configuration.
 *
 * @param exchange how gradients travel: {@code rpc} or {@code job}
 * @param versions of Java and Spark, by name
 * @param fingerprint of the training data
 * @param sizes of the data, by name, for example {@code training symbols}
 * @param machines driver and executors at the start
 */
public record RunFacts(
    String exchange,
    Map<String, String> versions,
    String fingerprint,
    Map<String, Long> sizes,
    List<Machine> machines) {

  /** Among the sizes: steps of one pass over the training data. */
  public static final String STEPS_PER_EPOCH = "steps an epoch";

  /** Nothing known. */
  public static final RunFacts NONE = new RunFacts("", Map.of(), "", Map.of(), List.of());
}
