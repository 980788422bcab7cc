/**
 * From a user's corpus to the batches of an executor. In reading order: {@link
 * dev.unroll.job.corpus.CorpusStager} (the driver's one entry), {@link
 * dev.unroll.job.corpus.StagedCorpus} with its {@link dev.unroll.job.corpus.ShardSet}s, then the
 * executors' {@link dev.unroll.job.corpus.StreamShardReader} and {@link
 * dev.unroll.job.corpus.ExampleShardReader}.
 *
 * <pre>
 * CorpusReader      files or table → raw examples, or the first problem with its line
 * Survey            counts, fingerprint, whether all records are well-formed
 * VocabularyBuilder symbols and labels, counted on the cluster
 * StreamStaging     the corpus as contiguous streams, cut into blocks of time
 * ExampleStaging    the corpus as examples in a hashed order
 * </pre>
 *
 * <p>The bytes of the shards are a function of the corpus and the configuration: no number of
 * cores, partitions or file splits enters. Nothing collects the corpus on the driver.
 */
package dev.unroll.job.corpus;
