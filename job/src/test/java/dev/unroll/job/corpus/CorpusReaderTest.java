package dev.unroll.job.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.UnrollConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusReaderTest {
  @TempDir Path folder;

  @Test
  void paths_withCommasOutsideBraces_areSeveral() {
    assertEquals(
        List.of("a/{b,c}/*.txt", "d"),
        CorpusPaths.parse("corpus.train", " a/{b,c}/*.txt , d,").paths());
  }

  @Test
  void read_globsUrisAndDirectories_findsTheirFiles() {
    Corpora.write(folder.resolve("a/one.txt"), "1\n");
    Corpora.write(folder.resolve("a/two.md"), "no\n");
    Corpora.write(folder.resolve("b/deep/three.txt"), "3\n");
    Corpora.write(folder.resolve("b/.hidden"), "no\n");
    Corpora.write(folder.resolve("c d.txt"), "4\n");
    assertEquals(
        List.of("1", "3", "4"),
        texts(folder + "/a/*.txt," + folder.toUri() + "b," + folder + "/c d.txt"));
  }

  @Test
  void read_byteOrderMarkAndCompressedFile_areNotText() throws IOException {
    Corpora.write(folder.resolve("a.txt"), "\uFEFFfirst\r\nsecond\u2028still second");
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write("third\n\nfourth\n".getBytes(StandardCharsets.UTF_8));
    }
    Corpora.write(folder.resolve("b.txt.gz"), compressed.toByteArray());
    assertEquals(
        List.of("", "first", "fourth", "second\u2028still second", "third"),
        texts(folder.toString()));
  }

  @Test
  void stage_compressedFile_keepsItsLastLineEnd() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write("abcde\n".repeat(20).getBytes(StandardCharsets.UTF_8));
    }
    Path train = Corpora.write(folder.resolve("a.txt.gz"), compressed.toByteArray());
    StagedCorpus staged =
        CorpusStager.stage(
            LocalSpark.session(),
            Corpora.characters(train),
            Corpora.hadoop(folder.resolve("shards")));
    assertEquals(121, staged.train().symbols());
  }

  @Test
  void vocabulary_ofEqualCounts_isInOrderOfCodePoints() {
    Path train =
        Corpora.write(folder.resolve("a.txt"), "z \uFFFD 𝄞 é z <UNK> z <EOS> y é 𝄞 \uFFFD x");
    assertEquals(List.of("<UNK>", "<EOS>", "z", "é", "\uFFFD", "𝄞", "x", "y"), vocabulary(train));
    assertEquals(
        List.of("<UNK>", "<EOS>", "z", "é"), vocabulary(train, "corpus.vocabulary.size=4"));
    assertEquals(
        List.of("<UNK>", "<EOS>", "z"), vocabulary(train, "corpus.vocabulary.min-count=3"));
  }

  @Test
  void wholeFiles_asExamples_keepTheirLines() {
    Corpora.write(folder.resolve("a.txt"), "one\r\ntwo\n");
    Corpora.write(folder.resolve("b.txt"), "\nthree");
    UnrollConfig config =
        Corpora.config(
            "task = generator, corpus { unit = char, document = file, train = \"%s\" }"
                .formatted(folder));
    assertEquals(List.of("\nthree", "one\ntwo"), texts(config));
  }

  @Test
  void fingerprint_ofOtherOrder_isTheSame_andOfOtherContentIsNot() {
    Path one = Corpora.write(folder.resolve("one"), "a b\nc d\nc d\n");
    Path two = Corpora.write(folder.resolve("two"), "c d\na b\nc d\n");
    Path three = Corpora.write(folder.resolve("three"), "c d\na b\na b\n");
    String fingerprint = fingerprint(one);
    assertTrue(fingerprint.matches("[0-9a-f]{16}"), fingerprint);
    assertEquals(fingerprint, fingerprint(two));
    assertTrue(!fingerprint.equals(fingerprint(three)));
  }

  private String fingerprint(Path train) {
    UnrollConfig config = sentences(train.toString());
    RawCorpus corpus = read(config);
    return Survey.of(corpus, example -> 1).fingerprint();
  }

  private List<String> vocabulary(Path train, String... overrides) {
    UnrollConfig config = sentences(train.toString(), overrides);
    StagingContext context = new StagingContext(LocalSpark.session(), config);
    return CorpusPart.read(context, "corpus.train", config.corpus().train(), null)
        .count(context)
        .vocabulary()
        .symbols();
  }

  private static List<String> texts(String paths) {
    return texts(sentences(paths));
  }

  private static List<String> texts(UnrollConfig config) {
    return read(config).examples().map(example -> example.text().characters()).collect().stream()
        .sorted()
        .toList();
  }

  private static RawCorpus read(UnrollConfig config) {
    CorpusPaths paths = CorpusPaths.parse("corpus.train", config.corpus().train());
    return new CorpusReader(LocalSpark.session(), config, paths).read();
  }

  private static UnrollConfig sentences(String train, String... overrides) {
    return Corpora.config(
        "task = language-model, train.mode = sentence, corpus.train = \"%s\"".formatted(train),
        overrides);
  }
}
