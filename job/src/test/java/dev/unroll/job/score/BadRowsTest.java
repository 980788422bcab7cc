package dev.unroll.job.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.unroll.io.Model;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.RandomModels;
import dev.unroll.network.NetworkConfig.OutputKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** One row that cannot be scored neither ends the job nor touches the others. */
class BadRowsTest {
  private final SparkSession spark = LocalSpark.session();

  /** The error of each row, in their order, of which the last must be fine. */
  private List<String> errors(SequenceScorer scorer, String rows) {
    List<Row> scored = scorer.transform(spark.sql(rows).coalesce(1)).collectAsList();
    assertNull(scored.get(scored.size() - 1).getAs("error"));
    return scored.stream().map(row -> row.<String>getAs("error")).toList();
  }

  private static List<String> withFine(String... errors) {
    List<String> all = new java.util.ArrayList<>(List.of(errors));
    all.add(null);
    return all;
  }

  @Test
  void text_notUtf8OrTooLong_saysSo() {
    SequenceScorer scorer = SequenceScorer.of(RandomModels.classifier());
    assertEquals(
        withFine(
            "text must be UTF-8, got other bytes at character 2",
            "text must have at most 65536 symbols, got 65537",
            "the input must not be empty"),
        errors(
            scorer,
            "select cast(x'612080' as string) as text union all select repeat('a ', 65537)"
                + " union all select ' ' union all select 'the pear'"));
  }

  @Test
  void text_nullSymbol_saysSo() {
    SequenceScorer scorer = SequenceScorer.of(RandomModels.tagger(OutputKind.CRF));
    assertEquals(
        withFine("text must hold strings only, got null"),
        errors(scorer, "select array('a', null) as text union all select array('a', 'b')"));
  }

  @Test
  void condition_unknown_saysWhichThereAre() {
    SequenceScorer scorer = SequenceScorer.of(RandomModels.generator()).withConditionCol("kind");
    assertEquals(
        withFine("kind must be one of [bad, fair, good], got \"awful\""),
        errors(scorer, "select 'the' as text, 'awful' as kind union all select 'the', 'fair'"));
  }

  @Test
  void features_wrongNumbers_sayWhich() {
    SequenceScorer scorer = SequenceScorer.of(RandomModels.denseClassifier()).withFeaturesCol("v");
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "array(array(1.0d), array(1.0d, 2.0d, 3.0d))",
        "v must hold vectors of 2 numbers, got one of 1");
    rows.put("array(array(1.0d, double('nan')))", "v must hold finite numbers, got NaN");
    rows.put("array(array(1.0d, double('inf')))", "v must hold finite numbers, got Infinity");
    rows.put("array(array(1.0d, null))", "v must hold finite numbers, got null");
    rows.put("array(array(1.0d, 2.0d), null)", "v must be an array of numbers, got null");
    rows.put("cast(array() as array<array<double>>)", "the input must not be empty");
    rows.put("array(array(1.0d, 2.0d), array(0.5d, 0.5d))", null);
    String all = String.join(" as v union all select ", rows.keySet());
    assertEquals(
        new java.util.ArrayList<>(rows.values()), errors(scorer, "select " + all + " as v"));
  }

  @Test
  void features_ofAnotherColumn_areRead() {
    Model model = RandomModels.denseClassifier();
    Row row =
        SequenceScorer.of(model)
            .withFeaturesCol("readings")
            .transform(
                spark.sql(
                    "select array(1.0f, 2.0f, 0.5f, 0.5f) as readings, 7 as id, null as features"))
            .first();
    assertEquals(
        List.of("readings", "id", "features"), List.of(row.schema().names()).subList(0, 3));
    assertNotNull(row.getAs("label"));
    Row nested =
        SequenceScorer.of(model)
            .withFeaturesCol("readings")
            .transform(spark.sql("select array(array(1, 2), array(0.5, 0.5)) as readings"))
            .first();
    assertEquals(row.<Double>getAs("probability"), nested.<Double>getAs("probability"));
  }

  @Test
  void features_beside_symbols_mustBeAsMany() {
    SequenceScorer scorer = SequenceScorer.of(RandomModels.mixedTagger()).withFeaturesCol("v");
    assertEquals(
        withFine("v must hold 2 vectors of 2 numbers, one for each symbol, got 1"),
        errors(
            scorer,
            "select 'a b' as text, array(array(1, 2)) as v"
                + " union all select 'a b', array(array(1, 2), array(3, 4))"));
  }
}
