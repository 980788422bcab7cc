package dev.unroll.job.corpus;

import dev.unroll.job.config.Task;
import java.util.Optional;

/**
 * A corpus that is ready to be trained on: numbered, and lying in shards.
 *
 * @param task what for
 * @param encoding how symbols and labels were numbered
 * @param train the training data: {@link StreamShards} in stream mode, else {@link ExampleShards}
 * @param valid the validation data, in the same layout; empty where there are none
 * @param fingerprint 16 hexadecimal digits over content and counts of the training data, whatever
 *     their order
 */
public record StagedCorpus(
    Task task, Encoding encoding, ShardSet train, Optional<ShardSet> valid, String fingerprint) {}
