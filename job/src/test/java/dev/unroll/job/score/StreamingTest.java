package dev.unroll.job.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.TextConfig;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.RandomModels;
import dev.unroll.network.NetworkConfig.OutputKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transform of a table is the transform of a stream. */
class StreamingTest {
  private static final Duration WAIT = Duration.ofMinutes(2);

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private Dataset<Row> run(Dataset<Row> scored, String name)
      throws StreamingQueryException, TimeoutException {
    assertTrue(scored.isStreaming());
    StreamingQuery query =
        scored
            .writeStream()
            .format("memory")
            .queryName(name)
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    return spark.table(name);
  }

  @Test
  void transform_filesThatArrive_scoresEachAsATableWould() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "the apple\nthe pear and the apple\n");
    Files.writeString(folder.resolve("b.txt"), "Anna goes to Rome .\n\n");
    SequenceScorer scorer =
        SequenceScorer.of(RandomModels.languageModel(TextConfig.Start.EOS)).withInputCol("value");
    Dataset<Row> arriving =
        spark.readStream().option("maxFilesPerTrigger", 1).text(folder.toString());
    List<Row> streamed =
        run(arriving.transform(scorer::transform), "arrived").orderBy("value").collectAsList();
    List<Row> table =
        scorer.transform(spark.read().text(folder.toString())).orderBy("value").collectAsList();
    assertEquals(4, streamed.size());
    assertEquals(
        table.stream().map(row -> row.getString(0) + row.getInt(2)).toList(),
        streamed.stream().map(row -> row.getString(0) + row.getInt(2)).toList());
    for (int i = 0; i < table.size(); i++) {
      assertEquals(table.get(i).getDouble(1), streamed.get(i).getDouble(1), 1e-4);
    }
  }

  @Test
  void transform_rateSource_keepsItsColumns() throws Exception {
    Dataset<Row> beats =
        spark
            .readStream()
            .format("rate")
            .option("rowsPerSecond", 20)
            .load()
            .selectExpr("value", "concat('Anna goes ', value) as text");
    SequenceScorer scorer = SequenceScorer.of(RandomModels.tagger(OutputKind.CRF));
    StreamingQuery query =
        scorer.transform(beats).writeStream().format("memory").queryName("beats").start();
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (spark.table("beats").isEmpty() && System.nanoTime() < deadline) {
      query.awaitTermination(100);
    }
    query.stop();
    List<Row> rows = spark.table("beats").collectAsList();
    assertFalse(rows.isEmpty(), "nothing arrived");
    for (Row row : rows) {
      assertEquals(List.of("Anna", "goes", String.valueOf(row.getLong(0))), row.getList(2));
    }
  }
}
