package dev.unroll.job.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.batch.Example;
import dev.unroll.job.config.UnrollConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleStagingTest {
  private static final int SENTENCES = 1000;

  @TempDir Path folder;

  @Test
  void stage_anyCoresBlocksAndFiles_sameBytes() {
    List<String> sentences = sentences();
    Corpora.write(folder.resolve("one/all.conll"), String.join("\n", sentences));
    for (int file = 0; file < 4; file++) {
      Corpora.write(
          folder.resolve("many/part-" + file),
          String.join("\n", sentences.subList(250 * file, 250 * (file + 1))).replace("\n", "\r\n"));
    }
    stage(LocalSpark.withBlocksOf(1, 1 << 20), "one", "a");
    stage(LocalSpark.withBlocksOf(4, 999), "one", "b");
    stage(LocalSpark.withBlocksOf(4, 1500), "many", "c");

    Map<String, String> first = Corpora.contents(folder.resolve("a"));
    assertEquals(6, first.size(), first.keySet().toString());
    assertEquals(first, Corpora.contents(folder.resolve("b")));
    Map<String, String> many = Corpora.contents(folder.resolve("c"));
    // The manifest knows the path of the corpus.
    first.remove("shards.json");
    many.remove("shards.json");
    assertEquals(first, many);
  }

  @Test
  void slices_ofAnEpoch_holdEachExampleOnce() throws IOException {
    Corpora.write(folder.resolve("one/all.conll"), String.join("\n", sentences()));
    ExampleShards layout = (ExampleShards) stage(LocalSpark.session(), "one", "a").train();
    assertEquals(SENTENCES, layout.examples());
    assertEquals(
        layout.batchSize(), layout.sliceSize(0) + layout.sliceSize(1) + layout.sliceSize(2));

    List<List<Long>> orders = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      Map<Long, Example> seen = new TreeMap<>();
      List<Long> order = new ArrayList<>();
      for (int shard = 0; shard < layout.shards(); shard++) {
        try (ExampleShardReader reader = new ExampleShardReader(layout, shard, Corpora.HADOOP)) {
          for (long step = 0; step < layout.stepsPerEpoch(); step++) {
            for (Example example : reader.slice(epoch, step)) {
              seen.put(example.id(), example);
              order.add(example.id());
            }
          }
        }
      }
      assertEquals(SENTENCES, order.size());
      assertEquals(SENTENCES, seen.size());
      assertEquals(
          SENTENCES - 1, seen.keySet().stream().mapToLong(Long::longValue).max().orElse(0));
      orders.add(order);
    }
    assertNotEquals(orders.get(0), orders.get(1));
  }

  @Test
  void slices_ofAStep_haveSimilarLengths() throws IOException {
    Corpora.write(folder.resolve("one/all.conll"), String.join("\n", sentences()));
    ExampleShards layout = (ExampleShards) stage(LocalSpark.session(), "one", "a").train();
    try (ExampleShardReader reader = new ExampleShardReader(layout, 0, Corpora.HADOOP)) {
      for (long step = 0; step < layout.stepsPerEpoch(); step++) {
        var lengths =
            reader.slice(3, step).stream().mapToInt(e -> e.tokens().length).summaryStatistics();
        assertTrue(lengths.getCount() == 0 || lengths.getMax() - lengths.getMin() <= 2);
      }
    }
  }

  @Test
  void slice_anyStepFirst_isTheSame() throws IOException {
    Corpora.write(folder.resolve("one/all.conll"), String.join("\n", sentences()));
    ExampleShards layout = (ExampleShards) stage(LocalSpark.session(), "one", "a").train();
    try (ExampleShardReader forward = new ExampleShardReader(layout, 2, Corpora.HADOOP)) {
      List<String> slices = new ArrayList<>();
      for (long step = 0; step < layout.stepsPerEpoch(); step++) {
        slices.add(ids(forward.slice(1, step)));
      }
      for (int step : new int[] {83, 0, 64, 30}) {
        try (ExampleShardReader resumed = new ExampleShardReader(layout, 2, Corpora.HADOOP)) {
          assertEquals(slices.get(step), ids(resumed.slice(1, step)));
        }
      }
    }
  }

  @Test
  void stage_classifier_numbersLabelsAsNumbers() throws IOException {
    Path train =
        Corpora.write(folder.resolve("train.csv"), "label,text\n10,\"a, b\"\n9,A a\n10,c\n2,a\n");
    UnrollConfig config =
        Corpora.config(
            """
            task = classifier
            corpus { train = "%s", format = csv, lowercase = true, max-length = 2 }
            train { batch-size = 4, shards = 1 }
            """
                .formatted(train));

    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(folder.resolve("shards")));

    assertEquals(List.of("2", "9", "10"), staged.encoding().labels().labels());
    assertEquals(
        List.of("<UNK>", "<EOS>", "a", "a,", "b", "c"), staged.encoding().vocabulary().symbols());
    List<String> read = new ArrayList<>();
    for (Example e : epoch(staged.train())) {
      read.add(List.of(e.tokens()[0], e.tokens().length, e.targets()[0]).toString());
    }
    read.sort(null);
    assertEquals(List.of("[2, 1, 0]", "[2, 2, 1]", "[3, 2, 2]", "[5, 1, 2]"), read);
  }

  @Test
  void stage_generator_takesTheConditionOutOfTheText() throws IOException {
    Path train =
        Corpora.write(folder.resolve("tunes.abc"), "X:1\nK:G\nab\n\n\nX:2\nK:Am\r\nba\n\n");
    UnrollConfig config =
        Corpora.config(
            """
            task = generator
            corpus { unit = char, document = blank-line, condition = K, train = "%s" }
            train { batch-size = 2, shards = 1 }
            """
                .formatted(train));

    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(folder.resolve("shards")));

    assertEquals(List.of("Am", "G"), staged.encoding().labels().labels());
    Map<Integer, String> texts = new TreeMap<>();
    for (Example e : epoch(staged.train())) {
      texts.put(
          e.targets()[0],
          staged.encoding().vocabulary().decode(e.tokens(), config.corpus().unit()));
    }
    assertEquals(Map.of(0, "X:2\nba", 1, "X:1\nab"), texts);
  }

  @Test
  void stage_translator_countsEachSideByItself() throws IOException {
    Path train = Corpora.write(folder.resolve("train.tsv"), "source\ttarget\nx y\tu v w\nx\tu\n");
    UnrollConfig config =
        Corpora.config(
            "task = translator, corpus.train = \"%s\", train { batch-size = 2, shards = 2 }"
                .formatted(train));

    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(folder.resolve("shards")));

    Encoding encoding = staged.encoding();
    assertEquals(List.of("<UNK>", "<EOS>", "x", "y"), encoding.vocabulary().symbols());
    assertEquals(List.of("<UNK>", "<EOS>", "u", "v", "w"), encoding.targetVocabulary().symbols());
    assertEquals(2, epoch(staged.train()).size());
  }

  @Test
  void stage_parquetWithFeatures_readsArraysAsTheyAre() throws IOException {
    SparkSession spark = LocalSpark.session();
    String rows =
        """
        select array('New York', 'is') as text, array('B', 'O') as tags,
               array(array(0.5, 1), array(2, 3)) as frames
        union all select array('big'), array('O'), array(array(4, 5.5))
        """;
    Path train = folder.resolve("train.parquet");
    spark.sql(rows).write().parquet(train.toUri().toString());
    spark.sql(rows).createOrReplaceTempView("sentences");
    String tagger =
        """
        task = tagger
        corpus { features-column = frames, feature-size = 2 }
        train { batch-size = 2, shards = 1 }
        """;

    for (String source : List.of("format=parquet", "format=table")) {
      String path = source.endsWith("table") ? "sentences" : train.toString();
      StagedCorpus staged =
          CorpusStager.stage(
              spark,
              Corpora.config(tagger, "corpus." + source, "corpus.train=" + path),
              Corpora.hadoop(folder.resolve("shards")));

      assertEquals(
          List.of("<UNK>", "<EOS>", "New York", "big", "is"),
          staged.encoding().vocabulary().symbols());
      for (Example e : epoch(staged.train())) {
        assertArrayEquals(
            e.tokens().length == 1 ? new float[] {4, 5.5f} : new float[] {0.5f, 1, 2, 3},
            e.features());
      }
    }
  }

  @Test
  void stage_sigmoidTags_becomeIndicators() throws IOException {
    Path train = Corpora.write(folder.resolve("train.conll"), "a\tX|Y\nb\tO\nc\tY\n");
    UnrollConfig config =
        Corpora.config(
            "task = tagger, model.output = sigmoid, corpus.train = \"%s\", train { batch-size = 1, shards = 1 }"
                .formatted(train));

    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(folder.resolve("shards")));

    assertEquals(List.of("X", "Y"), staged.encoding().labels().labels());
    assertArrayEquals(new float[] {1, 1, 0, 0, 0, 1}, epoch(staged.train()).get(0).values());
  }

  @Test
  void stageForEvaluation_unknownSymbols_keepTheModelsNumbers() throws IOException {
    Path train = Corpora.write(folder.resolve("train.conll"), "a\tX\nb\tY\n");
    Path data = Corpora.write(folder.resolve("data.conll"), "c\tY\nb\tX\n");
    UnrollConfig config =
        Corpora.config(
            "task = tagger, corpus.train = \"%s\", train { batch-size = 1, shards = 1 }"
                .formatted(train));
    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(folder.resolve("shards")));

    ShardSet set =
        CorpusStager.stageForEvaluation(
            LocalSpark.session(),
            config,
            "--data",
            data.toString(),
            staged.encoding(),
            Corpora.hadoop(folder.resolve("evaluation")));

    Example example = epoch(set).get(0);
    assertArrayEquals(new int[] {0, 3}, example.tokens());
    assertArrayEquals(new int[] {1, 0}, example.targets());
  }

  private StagedCorpus stage(SparkSession spark, String corpus, String shards) {
    UnrollConfig config =
        Corpora.config(
            "task = tagger, corpus.train = \"%s\", train { batch-size = 11, shards = 3 }"
                .formatted(folder.resolve(corpus)));
    return CorpusStager.stage(spark, config, Corpora.hadoop(folder.resolve(shards)));
  }

  /** Sentences of 1 to 20 words, some of them twice. */
  private static List<String> sentences() {
    Random random = new Random(5);
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < SENTENCES; i++) {
      StringBuilder sentence = new StringBuilder();
      for (int word = 0; word <= i % 20; word++) {
        sentence.append("w").append(random.nextInt(50)).append("\tT").append(word % 3).append('\n');
      }
      sentences.add(i % 100 == 99 ? sentences.get(0) : sentence.toString());
    }
    return sentences;
  }

  private static List<Example> epoch(ShardSet set) throws IOException {
    ExampleShards layout = (ExampleShards) set;
    List<Example> examples = new ArrayList<>();
    for (int shard = 0; shard < layout.shards(); shard++) {
      try (ExampleShardReader reader = new ExampleShardReader(layout, shard, Corpora.HADOOP)) {
        for (long step = 0; step < layout.stepsPerEpoch(); step++) {
          examples.addAll(reader.slice(0, step));
        }
      }
    }
    return examples;
  }

  private static String ids(List<Example> slice) {
    return slice.stream().map(Example::id).toList().toString();
  }
}
