package dev.unroll.job.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.unroll.job.config.UnrollConfig;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamStagingTest {
  @TempDir Path folder;

  @Test
  void streams_severalFilesAndBlocks_areTheCorpusInItsOrder() throws IOException {
    String expected = writeFiles();
    SparkSession spark = LocalSpark.withBlocksOf(2, 64);

    StagedCorpus staged =
        CorpusStager.stage(
            spark, Corpora.characters(folder.resolve("corpus")), Corpora.hadoop(shards("a")));

    StreamShards layout = (StreamShards) staged.train();
    assertEquals(expected.codePointCount(0, expected.length()), layout.symbols());
    int[] codePoints = expected.codePoints().toArray();
    int length = (int) layout.streamLength();
    assertEquals(codePoints.length / 5, length);
    for (int stream = 0; stream < 5; stream++) {
      int[] ids = stream(layout, stream);
      StringBuilder read = new StringBuilder();
      for (int id : ids) {
        read.append(id == Vocabulary.EOS ? "$" : staged.encoding().vocabulary().symbol(id));
      }
      String whole = new String(codePoints, stream * length, ids.length);
      assertEquals(whole, read.toString());
    }
  }

  @Test
  void stage_anyCoresAndBlocks_sameBytes() {
    writeFiles();
    UnrollConfig config = Corpora.characters(folder.resolve("corpus"));
    CorpusStager.stage(LocalSpark.withBlocksOf(1, 1 << 20), config, Corpora.hadoop(shards("a")));
    CorpusStager.stage(LocalSpark.withBlocksOf(4, 50), config, Corpora.hadoop(shards("b")));

    Map<String, String> first = Corpora.contents(shards("a"));
    assertEquals(first, Corpora.contents(shards("b")));
    assertEquals(5, first.size(), first.keySet().toString());
  }

  @Test
  void stage_words_endsEachLine() throws IOException {
    Path corpus = Corpora.write(folder.resolve("words.txt"), " a b a\n\n a c \nb a");
    UnrollConfig config =
        Corpora.config(
            """
            task = language-model
            corpus { train = "%s", document = line }
            train { mode = stream, batch-size = 1, shards = 1, window = 2 }
            """
                .formatted(corpus));

    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(shards("a")));

    Vocabulary vocabulary = staged.encoding().vocabulary();
    assertEquals(List.of("<UNK>", "<EOS>", "a", "b", "c"), vocabulary.symbols());
    assertArrayEquals(
        new int[] {2, 3, 2, 1, 1, 2, 4, 1, 3, 2, 1}, stream((StreamShards) staged.train(), 0, 11));
  }

  @Test
  void stage_documentsBetweenBlankLines_keepTheirOrderAcrossBlocks() throws IOException {
    StringBuilder text = new StringBuilder("\n \n");
    StringBuilder expected = new StringBuilder();
    Random random = new Random(4);
    for (int document = 0; document < 40; document++) {
      for (int line = 0; line <= random.nextInt(4); line++) {
        String content = "document " + document + " line " + line;
        text.append(content).append(random.nextBoolean() ? "\r\n" : "\n");
        expected.append(line == 0 ? "" : "\n").append(content);
      }
      text.append(document % 3 == 0 ? "\n\t\n\n" : "\n");
      expected.append('$');
    }
    Path corpus = Corpora.write(folder.resolve("documents.txt"), text.toString());
    for (int blockSize : new int[] {13, 31, 100, 10_000}) {
      UnrollConfig config =
          Corpora.characters(
              corpus,
              "corpus.document=blank-line",
              "train.batch-size=1",
              "train.shards=1",
              "train.window=5");
      StagedCorpus staged =
          CorpusStager.stage(
              LocalSpark.withBlocksOf(2, blockSize), config, Corpora.hadoop(shards("a")));

      StreamShards layout = (StreamShards) staged.train();
      StringBuilder read = new StringBuilder();
      for (int id : stream(layout, 0)) {
        read.append(id == Vocabulary.EOS ? "$" : staged.encoding().vocabulary().symbol(id));
      }
      assertEquals(expected.substring(0, read.length()), read.toString());
      assertEquals(expected.length(), layout.symbols(), "blocks of " + blockSize);
    }
  }

  @Test
  void window_acrossBlocksOfTime_inAnyOrder_isTheText() throws IOException {
    Random random = new Random(6);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    Path train = Corpora.write(folder.resolve("train.txt"), text.toString());
    UnrollConfig config = Corpora.characters(train, "train.window=3000");
    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(shards("a")));

    StreamShards layout = (StreamShards) staged.train();
    assertEquals(3, layout.blocks());
    assertEquals(10_000, layout.streamLength());
    for (int shard = 0; shard < 3; shard++) {
      for (int step : new int[] {2, 0, 1, 2, 1}) {
        try (StreamShardReader reader = new StreamShardReader(layout, shard, Corpora.HADOOP)) {
          int[][] window = reader.window(step);
          assertEquals(layout.streams(shard), window.length);
          for (int i = 0; i < window.length; i++) {
            StringBuilder read = new StringBuilder();
            for (int id : window[i]) {
              read.append(staged.encoding().vocabulary().symbol(id));
            }
            int start = (layout.firstStream(shard) + i) * 10_000 + 3000 * step;
            assertEquals(text.substring(start, start + 3001), read.toString());
          }
        }
      }
    }
  }

  @Test
  void validation_oneOfTheStreams_isReadToItsEnd() throws IOException {
    Path train = Corpora.write(folder.resolve("train.txt"), "abcdefghij".repeat(20));
    Path valid = Corpora.write(folder.resolve("valid.txt"), "abcdefghij".repeat(10));
    UnrollConfig config =
        Corpora.characters(train, "corpus.valid=" + valid, "train.window=9", "train.batch-size=4");

    StagedCorpus staged =
        CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(shards("a")));

    StreamShards layout = (StreamShards) staged.valid().orElseThrow();
    assertEquals(4, layout.streams());
    assertEquals(101, layout.symbols());
    long targets = 0;
    for (long step = 0; step < layout.stepsPerEpoch(); step++) {
      targets += layout.windowLength(step);
    }
    assertEquals(layout.streamLength() - 1, targets);
  }

  @Test
  void reopen_stagedCorpus_isTheSame() {
    Path train = Corpora.write(folder.resolve("train.txt"), "abcdefghij".repeat(20));
    UnrollConfig config = Corpora.characters(train);
    org.apache.hadoop.fs.Path directory = Corpora.hadoop(shards("a"));
    assertFalse(CorpusStager.reopen(config, directory, Corpora.HADOOP).isPresent());

    StagedCorpus staged = CorpusStager.stage(LocalSpark.session(), config, directory);

    StagedCorpus reopened = CorpusStager.reopen(config, directory, Corpora.HADOOP).orElseThrow();
    assertEquals(staged.encoding(), reopened.encoding());
    assertEquals(staged.fingerprint(), reopened.fingerprint());
    assertEquals(staged.train().stepsPerEpoch(), reopened.train().stepsPerEpoch());
  }

  private Path shards(String name) {
    return folder.resolve("shards-" + name);
  }

  /** Writes files of all kinds of ends; gives their text in order, "$" for the end symbol. */
  private String writeFiles() {
    Random random = new Random(3);
    StringBuilder expected = new StringBuilder();
    String[] ends = {"\n", "", "\n\n", "\r\n", "no end"};
    for (int file = 0; file < 7; file++) {
      StringBuilder text = new StringBuilder();
      for (int line = 0; line < 20; line++) {
        text.append("file ").append(file).append(" zeile ").append(line).append(" é\u2028𝄞 ");
        text.append("x".repeat(random.nextInt(60))).append('\n');
      }
      text.append(ends[file % ends.length]);
      Corpora.write(folder.resolve("corpus/part-" + file + ".txt"), text.toString());
      expected.append(text).append('$');
    }
    return expected.toString();
  }

  private static int[] stream(StreamShards layout, int stream) throws IOException {
    return stream(layout, stream, (int) (layout.stepsPerEpoch() * layout.window()) + 1);
  }

  private static int[] stream(StreamShards layout, int stream, int length) throws IOException {
    int shard = layout.shardOf(stream);
    int[] ids = new int[length];
    StreamShards whole =
        new StreamShards(
            layout.directory(),
            layout.shards(),
            layout.symbols(),
            layout.streams(),
            layout.window(),
            true,
            layout.blockLength(),
            layout.bytesPerId());
    try (StreamShardReader reader = new StreamShardReader(whole, shard, Corpora.HADOOP)) {
      for (int at = 0; at < length - 1; at += layout.window()) {
        int[] window = reader.window(at / layout.window())[stream - layout.firstStream(shard)];
        System.arraycopy(window, 0, ids, at, Math.min(window.length, length - at));
      }
    }
    return ids;
  }
}
