package dev.unroll.job.benchmark;

import dev.unroll.job.score.SequenceScorer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Times {@link SequenceScorer} on {@link RandomSentences}. They lie in Spark's memory, one
 * partition for each slot; cutting them into words and making the rows is part of the time, writing
 * them is not.
 */
public final class ScoreBenchmark {
  private final SparkSession spark;
  private final Workload workload;
  private final int sentences;

  /** A benchmark on the slots of a session. */
  public ScoreBenchmark(SparkSession spark, Workload workload, int sentences) {
    this.spark = spark;
    this.workload = workload;
    this.sentences = sentences;
  }

  /**
   * Warms up with passes over the sentences, one at least, then times some.
   *
   * @param warmUp least time of the warm-up
   */
  public Map<String, Object> run(int passes, Duration warmUp) {
    RandomSentences random = new RandomSentences(workload);
    SequenceScorer scorer = SequenceScorer.of(random.model()).withInputCol("value");
    int slots = spark.sparkContext().defaultParallelism();
    Dataset<Row> texts =
        spark
            .createDataset(random.next(sentences), Encoders.STRING())
            .toDF()
            .repartition(slots)
            .persist();
    double[] seconds = new double[passes];
    try {
      long warmUpEnd = System.nanoTime() + warmUp.toNanos();
      do {
        time(scorer, texts);
      } while (System.nanoTime() < warmUpEnd);
      for (int i = 0; i < passes; i++) {
        seconds[i] = time(scorer, texts);
      }
    } finally {
      texts.unpersist();
    }
    Arrays.sort(seconds);
    double median = Timing.median(seconds);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("workload", workload.name());
    result.put("threads", slots);
    result.put("sentences", sentences);
    result.put("sentences_per_second", sentences / median);
    result.put("sentences_per_second_fastest", sentences / seconds[0]);
    result.put("passes", passes);
    Timing.putMachine(result);
    return result;
  }

  private static double time(SequenceScorer scorer, Dataset<Row> texts) {
    long start = System.nanoTime();
    scorer.transform(texts).write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) / 1e9;
  }
}
