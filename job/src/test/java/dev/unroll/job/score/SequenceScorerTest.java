package dev.unroll.job.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Batcher;
import dev.unroll.batch.Example;
import dev.unroll.batch.SequenceBatch;
import dev.unroll.decode.BeamOptions;
import dev.unroll.decode.BeamSearch;
import dev.unroll.decode.Hypothesis;
import dev.unroll.decode.LanguageModel;
import dev.unroll.decode.TagDecoder;
import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.UserError;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.Models;
import dev.unroll.job.store.RandomModels;
import dev.unroll.network.EncoderDecoder;
import dev.unroll.network.NetworkConfig.OutputKind;
import dev.unroll.network.SequenceNetwork;
import dev.unroll.text.Vocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceScorerTest {
  /** Sums in batches of other widths may differ by the rounding of single precision. */
  private static final double ROUNDING = 1e-4;

  private static final BeamOptions BEAM = new BeamOptions(3, 0.6, 12, false);

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private static SequenceScorer scorer(Model model) {
    return SequenceScorer.of(model).withBeam(BEAM);
  }

  /** Texts of many lengths with a null and an empty one, in two partitions. */
  private Dataset<Row> texts(String column) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      List<String> words = new ArrayList<>();
      for (int k = 0; k < i * 7 % 23; k++) {
        int word = (i * 5 + k * k) % (RandomModels.WORDS.size() + 1);
        words.add(word == RandomModels.WORDS.size() ? "strange" : RandomModels.WORDS.get(word));
      }
      rows.add(RowFactory.create((long) i, i % 11 == 3 ? null : String.join(" ", words)));
    }
    return spark
        .createDataFrame(
            rows, new StructType().add("id", DataTypes.LongType).add(column, DataTypes.StringType))
        .repartition(2);
  }

  private static int[] ids(String text) {
    return RandomModels.VOCABULARY.encode(
        text.isEmpty() ? List.of() : Arrays.asList(text.split(" ")));
  }

  @Test
  void languageModel_anyRows_keepsThemAndAgreesWithOneByOne() {
    Model model = RandomModels.languageModel(TextConfig.Start.EOS);
    LanguageModel reference =
        new LanguageModel(
            (SequenceNetwork) model.network(), model.parameters(), Vocabulary.EOS, Vocabulary.EOS);
    Dataset<Row> texts = texts("text").cache();
    List<Row> before = texts.collectAsList();
    List<Row> after = texts.transform(scorer(model)::transform).collectAsList();

    assertEquals(before.size(), after.size());
    for (int i = 0; i < before.size(); i++) {
      Row row = after.get(i);
      assertEquals(before.get(i).getLong(0), row.getLong(0));
      assertEquals(before.get(i).getString(1), row.getString(1));
      if (row.isNullAt(1)) {
        assertTrue(row.isNullAt(2) && row.isNullAt(3) && row.isNullAt(4));
        continue;
      }
      int[] ids = ids(row.getString(1));
      double expected = reference.logProbability(ids);
      assertEquals(expected, row.getDouble(2), ROUNDING * Math.abs(expected));
      assertEquals(ids.length + 1, row.getInt(3));
      assertEquals(Math.exp(-row.getDouble(2) / row.getInt(3)), row.getDouble(4), 1e-9);
      List<String> symbols = row.getList(5);
      List<Float> each = row.getList(6);
      float[] logProbabilities = reference.logProbabilities(ids);
      assertEquals(ids.length + 1, symbols.size());
      assertEquals("<EOS>", symbols.get(ids.length));
      for (int t = 0; t < symbols.size(); t++) {
        int id = t < ids.length ? ids[t] : Vocabulary.EOS;
        assertEquals(RandomModels.VOCABULARY.symbol(id), symbols.get(t));
        assertEquals(logProbabilities[t], each.get(t), ROUNDING);
      }
    }
  }

  @Test
  void generator_conditionColumn_changesTheProbability() {
    Dataset<Row> rows =
        spark
            .range(3)
            .selectExpr(
                "element_at(array('bad', 'good', null), int(id) + 1) as kind", "'the' as text");
    SequenceScorer scorer = scorer(RandomModels.generator()).withConditionCol("kind");
    List<Row> scored = scorer.transform(rows).orderBy("kind").collectAsList();
    assertTrue(scored.get(0).isNullAt(2));
    assertTrue(scored.get(1).getDouble(2) != scored.get(2).getDouble(2));
  }

  @Test
  void tagger_charactersBeyondTheBasicPlane_entitiesCountCodePoints() {
    Model model = RandomModels.tagger(OutputKind.CRF);
    String text = "\uD83D\uDE00 Anna  goes to Rome . \uD83D\uDE00 Anna";
    Dataset<Row> rows = spark.range(1).selectExpr("'" + text + "' as text");
    Dataset<Row> scored =
        scorer(model)
            .transform(rows)
            .selectExpr(
                "symbols",
                "tags",
                "transform(entities, e -> e.text)",
                "transform(entities, e -> substring(text, e.start + 1, e.end - e.start))");
    Row row = scored.first();
    List<String> symbols = row.getList(0);
    assertEquals(Arrays.asList(text.split(" +")), symbols);
    SequenceBatch batch =
        Batcher.tagger(List.of(Example.of(0, RandomModels.VOCABULARY.encode(symbols))), 0);
    TagDecoder decoder = new TagDecoder((SequenceNetwork) model.network(), model.parameters());
    List<String> tags = new ArrayList<>();
    for (int label : decoder.labels(batch, model.network().newWorkspace())) {
      tags.add(RandomModels.TAGS.label(label));
    }
    assertEquals(tags, row.getList(1));
    assertTrue(row.getList(2).size() > 0, "the random model must find an entity");
    assertEquals(row.getList(2), row.getList(3));
  }

  @Test
  void tagger_symbolsGivenAsArray_tagsEach() {
    Dataset<Row> rows = spark.range(1).selectExpr("array('Anna', 'goes') as text");
    Row row = scorer(RandomModels.tagger(OutputKind.SIGMOID)).transform(rows).first();
    assertEquals(List.of("Anna", "goes"), row.getList(1));
    assertEquals(2, row.getList(2).size());
    assertTrue(List.of("O", "NAME").containsAll(row.getList(2)));
  }

  @Test
  void tagger_emptyText_hasNoTags() {
    Dataset<Row> rows = spark.range(1).selectExpr("'' as text");
    Row row = scorer(RandomModels.tagger(OutputKind.SOFTMAX)).transform(rows).first();
    assertEquals(List.of(), row.getList(2));
    assertEquals(List.of(), row.getList(3));
  }

  @Test
  void classifier_unknownWordsOfOtherSpelling_areReadOtherwise() {
    Dataset<Row> rows =
        spark.range(1).selectExpr("explode(array('Zork', 'Zork', 'glimbing')) as text");

    List<Object> blind = probabilities(RandomModels.classifier(), rows);
    List<Object> seeing = probabilities(RandomModels.classifier(32), rows);

    assertEquals(blind.get(0), blind.get(2));
    assertEquals(seeing.get(0), seeing.get(1));
    assertNotEquals(seeing.get(0), seeing.get(2));
  }

  private static List<Object> probabilities(Model model, Dataset<Row> rows) {
    return scorer(model).transform(rows).select("probabilities").collectAsList().stream()
        .map(row -> row.get(0))
        .toList();
  }

  @Test
  void classifier_probabilities_belongToTheLabel() {
    for (Row row : scorer(RandomModels.classifier()).transform(texts("text")).collectAsList()) {
      if (row.isNullAt(1) || row.getString(1).isEmpty()) {
        assertTrue(row.isNullAt(2) && row.isNullAt(3) && row.isNullAt(4));
        continue;
      }
      Map<String, Double> probabilities = row.getJavaMap(4);
      assertEquals(RandomModels.CLASSES.size(), probabilities.size());
      assertEquals(row.getDouble(3), probabilities.get(row.getString(2)));
      assertEquals(
          1, probabilities.values().stream().mapToDouble(Double::doubleValue).sum(), ROUNDING);
      assertTrue(probabilities.values().stream().allMatch(p -> p <= row.getDouble(3)));
    }
  }

  @Test
  void regressor_prediction_isTheNetworksOutput() {
    Model model = RandomModels.regressor();
    SequenceNetwork network = (SequenceNetwork) model.network();
    for (Row row : scorer(model).transform(texts("text")).collectAsList()) {
      if (row.isNullAt(1) || row.getString(1).isEmpty()) {
        assertTrue(row.isNullAt(2));
        continue;
      }
      SequenceBatch one = Batcher.source(List.of(Example.of(0, ids(row.getString(1)))), 0);
      float[] expected = network.scores(model.parameters(), one, network.newWorkspace());
      assertEquals(expected[0], row.getDouble(2), ROUNDING);
    }
  }

  @Test
  void translator_translation_isTheBestHypothesis() {
    Model model = RandomModels.translator();
    EncoderDecoder network = (EncoderDecoder) model.network();
    BeamSearch search = new BeamSearch(network, model.parameters(), Vocabulary.EOS);
    Dataset<Row> texts = texts("source").limit(20);
    for (Row row : scorer(model).transform(texts).collectAsList()) {
      if (row.isNullAt(1) || row.getString(1).isEmpty()) {
        assertTrue(row.isNullAt(2));
        continue;
      }
      SequenceBatch one = Batcher.source(List.of(Example.of(0, ids(row.getString(1)))), 0);
      Hypothesis best = search.translate(one, BEAM, network.newWorkspace()).get(0).get(0);
      assertEquals(
          model.targetVocabulary().decode(best.symbols(), model.text().unit()), row.getString(2));
      assertEquals(best.logProbability(), row.getDouble(3), ROUNDING * 10);
    }
  }

  @Test
  void transform_wrongColumns_saysWhichThereAre() {
    SequenceScorer scorer = scorer(RandomModels.classifier());
    UserError missing =
        assertThrows(UserError.class, () -> scorer.transform(spark.range(1).toDF("number")));
    assertEquals(
        "inputCol must name a column, got \"text\"; the columns are number", missing.getMessage());
    UserError type =
        assertThrows(
            UserError.class,
            () -> scorer.withInputCol("number").transform(spark.range(1).toDF("number")));
    assertTrue(type.getMessage().contains("of type bigint"), type.getMessage());
    UserError taken =
        assertThrows(
            UserError.class,
            () -> scorer.transform(spark.range(1).selectExpr("'a' as text", "1 as label")));
    assertTrue(taken.getMessage().contains("label"), taken.getMessage());
  }

  @Test
  void scoreJob_csvToCsv_writesEveryRowOnceAndRefusesToOverwrite() throws Exception {
    Model model = RandomModels.tagger(OutputKind.CRF);
    String input = folder.resolve("in").toString();
    String output = folder.resolve("out").toString();
    texts("line").write().option("header", "true").csv(input);
    ScoreJob job =
        new ScoreJob(
            model,
            Models.config(model, List.of("corpus.text-column=line")),
            input,
            CorpusFormat.CSV,
            output,
            CorpusFormat.CSV);
    Map<String, Object> result = job.run(spark);
    assertEquals(150L, result.get("rows"));
    assertEquals(0L, result.get("errors"));
    Dataset<Row> written = spark.read().option("header", "true").csv(output);
    assertEquals(150, written.count());
    assertEquals(
        List.of("id", "line", "symbols", "tags", "entities", "error"), List.of(written.columns()));
    UserError e = assertThrows(UserError.class, () -> job.run(spark));
    assertEquals("--output must not exist yet, got " + output, e.getMessage());
  }

  @Test
  void scoreJob_textToParquet_readsLines() throws Exception {
    String input = folder.resolve("in").toString();
    String output = folder.resolve("out").toString();
    spark.range(5).selectExpr("'the apple and pear'").write().text(input);
    job(input, CorpusFormat.TEXT, output).run(spark);
    assertEquals(5, spark.read().parquet(output).where("tokens = 5").count());
    ScoreJob nothing = job(folder.resolve("nowhere").toString(), CorpusFormat.JSON, output + "2");
    UserError e = assertThrows(UserError.class, () -> nothing.run(spark));
    assertTrue(
        e.getMessage().startsWith("--input must name an existing file or directory, got "),
        e.getMessage());
  }

  private static ScoreJob job(String input, CorpusFormat format, String output) {
    Model model = RandomModels.languageModel(TextConfig.Start.ZERO);
    return new ScoreJob(
        model, Models.config(model, List.of()), input, format, output, CorpusFormat.PARQUET);
  }
}
