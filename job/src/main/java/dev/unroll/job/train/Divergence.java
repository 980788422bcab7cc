package dev.unroll.job.train;

import dev.unroll.batch.Batch;
import dev.unroll.batch.PairBatch;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.train.GradientClipping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds out which shards and examples made a step's loss or gradient something that is no number.
 * Only then is it worth looking at them one by one: the driver computes the step again.
 *
 * @param program of the run
 */
record Divergence(ShardProgram program) {
  private static final int MOST_SHARDS = 3;
  private static final int MOST_EXAMPLES = 8;

  /**
   * The shards whose own sum is not finite, for people.
   *
   * @param states of the streams before the step
   */
  String origin(StepPosition position, float[] parameters, float[][] states) throws IOException {
    List<String> guilty = new ArrayList<>();
    try (ShardEngine engine = new ShardEngine(program)) {
      for (int shard = 0; shard < program.shards(); shard++) {
        Partial sum =
            engine.sum(new Shards(shard, shard + 1), position, parameters, states.clone());
        if (sum.gradients() != null && !isFinite(sum)) {
          guilty.add("shard %d (%s)".formatted(shard, examples(engine.batch(shard, position))));
        }
        engine.release(sum.gradients());
      }
    }
    if (guilty.isEmpty()) {
      return "the sum of all shards, each of which is finite";
    }
    String named = String.join(", ", guilty.subList(0, Math.min(MOST_SHARDS, guilty.size())));
    return guilty.size() <= MOST_SHARDS
        ? named
        : "%s and %d of %d shards more"
            .formatted(named, guilty.size() - MOST_SHARDS, program.shards());
  }

  private static boolean isFinite(Partial sum) {
    double norm = GradientClipping.none().clip(sum.gradients(), 1).norm();
    return Double.isFinite(sum.loss().loss()) && Double.isFinite(norm);
  }

  private String examples(Batch batch) {
    SequenceBatch sequences =
        batch instanceof PairBatch pairs ? pairs.source() : (SequenceBatch) batch;
    String ids =
        Arrays.stream(sequences.exampleIds())
            .sorted()
            .limit(MOST_EXAMPLES)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", "));
    int more = batch.size() - MOST_EXAMPLES;
    return (program.carriesState() ? "streams " : "examples ")
        + ids
        + (more > 0 ? " and %d more".formatted(more) : "");
  }
}
