package dev.unroll.job.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake in a corpus ends in one sentence, before anything is written. */
class WrongCorpusTest {
  @TempDir Path folder;
  private Path train;

  @BeforeEach
  void nameCorpus() {
    train = folder.resolve("train");
  }

  @Test
  void missingFile_isNamed() {
    assertEquals(
        "corpus.train must name an existing file or directory, got " + train,
        message(Corpora.characters(train)));
  }

  @Test
  void missingValidationFile_isNamedBeforeTrainingDataAreRead() {
    Corpora.write(train, "a text that is too short");
    assertEquals(
        "corpus.valid must name an existing file or directory, got nowhere/*.txt",
        message(Corpora.characters(train, "corpus.valid=nowhere/*.txt")));
  }

  @Test
  void emptyFile_isNamed() {
    Corpora.write(train, "");
    assertEquals(
        "corpus.train must not be empty, got no records in " + train,
        message(Corpora.characters(train)));
  }

  @Test
  void blankLinesOnly_areEmpty() {
    Corpora.write(train, "\n\n  \n");
    assertEquals(
        "corpus.train must not be empty, got no records in " + train,
        message(tagger("train.batch-size=2")));
  }

  @Test
  void shorterThanOneWindow_saysHowMuchIsNeeded() {
    Corpora.write(train, "a".repeat(43));
    assertEquals(
        "corpus.train must have at least train.batch-size * (train.window + 2) = 45 symbols, got"
            + " 44; lower one of the two",
        message(Corpora.characters(train)));
    Corpora.write(train, "a".repeat(44));
    CorpusStager.stage(
        LocalSpark.session(), Corpora.characters(train), Corpora.hadoop(folder.resolve("shards")));
  }

  @Test
  void binaryFile_isCalledOne() {
    byte[] bytes = new byte[300];
    bytes[0] = 'x';
    bytes[1] = '\n';
    Corpora.write(train, bytes);
    assertEquals(
        train + ":2: expected text, got a NUL byte; is this a binary file?",
        message(Corpora.characters(train)));
  }

  @Test
  void invalidUtf8_isFoundInItsLineAcrossBlocks() {
    byte[] bytes = "a good line\n".repeat(100).getBytes(StandardCharsets.UTF_8);
    bytes[12 * 71 + 3] = (byte) 0xE9;
    Corpora.write(train, bytes);
    LocalSpark.withBlocksOf(2, 50);
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                CorpusStager.stage(
                    LocalSpark.withBlocksOf(2, 50),
                    Corpora.characters(train),
                    Corpora.hadoop(folder.resolve("shards"))));
    assertEquals(
        train + ":72: expected UTF-8, got other bytes: \"a g\uFFFDod line\"; convert the file",
        error.getMessage());
  }

  @Test
  void replacementCharacter_thatIsInTheFile_isText() {
    Corpora.write(train, "one \uFFFD two ".repeat(20));
    CorpusStager.stage(
        LocalSpark.session(), Corpora.characters(train), Corpora.hadoop(folder.resolve("shards")));
  }

  @Test
  void tagMissing_isFoundInItsLineAcrossBlocks() {
    StringBuilder text = new StringBuilder();
    for (int sentence = 0; sentence < 50; sentence++) {
      text.append("He\tO\nsees\tO\nNew York\tB-place\n\n");
    }
    Corpora.write(train, text.append("In\tO\nParis\nand\tO\n\nRome\n").toString());
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                CorpusStager.stage(
                    LocalSpark.withBlocksOf(2, 40),
                    tagger(),
                    Corpora.hadoop(folder.resolve("shards"))));
    assertEquals(train + ":202: expected token<TAB>tag, got \"Paris\"", error.getMessage());
  }

  @Test
  void validationTag_thatTrainingLacks_isNamed() {
    Corpora.write(train, "a\tX\n\nb\tY\n");
    Path valid = Corpora.write(folder.resolve("valid"), "a\tX\nb\tZ\n");
    assertEquals(
        valid + ":1: expected a label of corpus.train, got \"Z\"; they are \"X\", \"Y\"",
        message(tagger("corpus.valid=" + valid)));
  }

  @Test
  void secondTab_isMalformed() {
    Corpora.write(train, "1\tgood\n0\tbad\tor worse\n");
    assertEquals(
        train + ":2: expected label<TAB>text, got \"0<TAB>bad<TAB>or worse\"",
        message(classifier("tsv", "corpus.columns=[label, text]")));
  }

  @Test
  void emptyText_isMalformedForAClassifier() {
    Corpora.write(train, "1\tgood\n0\t  \n");
    assertEquals(
        train + ":2: expected a text, got one without symbols",
        message(classifier("tsv", "corpus.columns=[label, text]")));
  }

  @Test
  void columnMissing_isNamedBesideThoseThatExist() {
    Corpora.write(train, "stars\ttext\n1\tgood\n");
    assertEquals(
        "corpus.label-column must name a column of %s, got \"label\"; its columns are \"stars\", \"text\""
            .formatted(train),
        message(classifier("tsv")));
    Corpora.write(train, "stars,text\n1,good\n");
    assertEquals(
        "corpus.label-column must name a column of %s, got \"label\"; its columns are \"stars\", \"text\""
            .formatted(train),
        message(classifier("csv")));
  }

  @Test
  void headersThatDiffer_areShown() {
    Corpora.write(train.resolve("a.tsv"), "label\ttext\n1\tgood\n");
    Corpora.write(train.resolve("b.tsv"), "1\tbad\n");
    assertEquals(
        "%s must have the same header line in every file, got \"1<TAB>bad\", \"label<TAB>text\"; name the columns of files without one in corpus.columns"
            .formatted(train),
        message(classifier("tsv")));
  }

  @Test
  void csvFieldsMissingOrTooMany_areFoundInTheirRow() {
    Corpora.write(train, "label,text\n1,\"good, very\"\n0\n");
    assertEquals(train + ", row 2: expected 2 fields, got \"0\"", message(classifier("csv")));
    Corpora.write(train, "1,good\n0,bad,worse\n");
    assertEquals(
        train + ", row 2: expected 2 fields, got \"0,bad,worse\"",
        message(classifier("csv", "corpus.columns=[label, text]")));
    Corpora.write(train, "label,text\n1,good\n0,\n");
    assertEquals(
        train + ", row 2: expected a value in column text, got nothing",
        message(classifier("csv")));
  }

  @Test
  void csvInvalidUtf8_isFoundInItsLine() {
    byte[] bytes = "label,text\n1,good\n0,cafe\n".getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xE9;
    Corpora.write(train, bytes);
    assertEquals(
        train + ":3: expected UTF-8, got other bytes: \"0,caf\uFFFD\"; convert the file",
        message(classifier("csv")));
  }

  @Test
  void jsonMalformed_isFoundInItsLine() {
    Corpora.write(train, "{\"label\": 1, \"text\": \"good\"}\n{\"label\": 0, \"text\": \"ba\n");
    assertEquals(
        train + ":2: expected a JSON object, got \"{\"label\": 0, \"text\": \"ba\"",
        message(classifier("json")));
    Corpora.write(train, "{\"label\": 1}\n");
    assertEquals(
        train + ":1: expected a value in column text, got nothing", message(classifier("json")));
  }

  @Test
  void tagsAndTokens_ofDifferentNumber_areMalformed() {
    Corpora.write(train, "{\"text\": [\"a\", \"b c\"], \"tags\": [\"O\"]}\n");
    assertEquals(
        train + ":1: expected as many tags as symbols, got 1 and 2",
        message(tagger("corpus.format=json")));
  }

  @Test
  void regressorLabel_thatIsNoNumber_isMalformed() {
    Corpora.write(train, "3.5\tgood\nmany\tbetter\n");
    UnrollConfig config =
        Corpora.config(
            "task = regressor, corpus { columns = [label, text], train = \"%s\" }"
                .formatted(train));
    assertEquals(train + ":2: expected a number in column label, got \"many\"", message(config));
  }

  @Test
  void conditionMissing_isMalformed() {
    Corpora.write(train, "X:1\nK:G\nabc\n\nX:2\ndef\n");
    UnrollConfig config =
        Corpora.config(
            """
            task = generator
            corpus { unit = char, document = blank-line, condition = K, train = "%s" }
            """
                .formatted(train));
    assertEquals(
        train + ":5: expected a line \"K:...\" in the document, got none from \"X:2\" on",
        message(config));
  }

  @Test
  void fileOfAnotherFormat_isNotReadable() {
    Corpora.write(train, "this is no parquet file");
    String message = message(classifier("parquet"));
    assertTrue(
        message.startsWith("corpus.train must be readable as parquet, got " + train), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void tableMissing_isNotReadable() {
    String message = message(classifier("table", "corpus.train=no_such_table"));
    assertTrue(
        message.startsWith("corpus.train must be readable as a table, got no_such_table"), message);
  }

  @Test
  void tableAsStream_hasNoOrder() {
    assertEquals(
        "train.mode must be sentence for corpus.format = table, got stream; the rows of a table"
            + " have no order",
        message(Corpora.characters(train, "corpus.format=table", "corpus.train=some_table")));
  }

  private UnrollConfig tagger(String... overrides) {
    return Corpora.config("task = tagger, corpus.train = \"%s\"".formatted(train), overrides);
  }

  private UnrollConfig classifier(String format, String... overrides) {
    return Corpora.config(
        "task = classifier, corpus { train = \"%s\", format = %s }".formatted(train, format),
        overrides);
  }

  private String message(UnrollConfig config) {
    Path shards = folder.resolve("shards");
    UserError error =
        assertThrows(
            UserError.class,
            () -> CorpusStager.stage(LocalSpark.session(), config, Corpora.hadoop(shards)));
    assertFalse(Files.exists(shards));
    return error.getMessage();
  }
}
