package dev.unroll.job.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.Model;
import dev.unroll.io.TextConfig;
import dev.unroll.job.config.CorpusFormat;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag;

class ModelsTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void write_thenRead_sameModelAndNothingElseThere() throws Exception {
    Model model = RandomModels.languageModel(TextConfig.Start.EOS);
    String directory = folder.resolve("run/model").toString();
    Models.write(model, directory, HADOOP);

    Model read = Models.read(directory, HADOOP);
    assertArrayEquals(model.parameters(), read.parameters(), Float.MIN_VALUE); // 0 or -0
    assertEquals(model.vocabulary(), read.vocabulary());
    assertEquals(model.text(), read.text());
    try (Stream<Path> files = Files.list(folder.resolve("run"))) {
      assertEquals(List.of(folder.resolve("run/model")), files.toList());
    }
    try (Stream<Path> files = Files.list(folder.resolve("run/model"))) {
      assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".")));
    }
  }

  @Test
  void write_existingDirectory_isRefused() {
    UserError e =
        assertThrows(
            UserError.class,
            () -> Models.write(RandomModels.regressor(), folder.toString(), HADOOP));
    assertTrue(e.getMessage().contains("must not exist yet"), e.getMessage());
  }

  @Test
  void read_noModelThere_saysSo() {
    UserError e =
        assertThrows(UserError.class, () -> Models.read(folder.resolve("no").toString(), HADOOP));
    assertTrue(e.getMessage().contains("config.json"), e.getMessage());
    assertThrows(UserError.class, () -> Models.read("nosuchscheme://a/b", HADOOP));
  }

  @Test
  void config_overrides_changeHowDataAreReadButNotTheModel() {
    Model model = RandomModels.classifier();
    UnrollConfig config = Models.config(model, List.of("corpus.format=csv", "corpus.unit=word"));
    assertEquals(CorpusFormat.CSV, config.corpus().format());
    assertEquals("classifier", config.task().spelling());
    assertEquals(
        "corpus.unit must stay word, which the model was trained with, got --set corpus.unit=char",
        assertThrows(UserError.class, () -> Models.config(model, List.of("corpus.unit=char")))
            .getMessage());
    assertThrows(UserError.class, () -> Models.config(model, List.of("corpus.fromat=x")));
  }

  @Test
  void sharedModel_anySerializer_comesBackAsOneModel() {
    SparkConf spark = new SparkConf();
    for (Serializer serializer : List.of(new JavaSerializer(spark), new KryoSerializer(spark))) {
      for (Model model :
          List.of(
              RandomModels.translator(),
              RandomModels.languageModel(TextConfig.Start.ZERO),
              RandomModels.classifier())) {
        ClassTag<SharedModel> type = ClassTag.apply(SharedModel.class);
        SerializerInstance instance = serializer.newInstance();
        SharedModel shared =
            instance.deserialize(instance.serialize(new SharedModel(model), type), type);
        assertArrayEquals(model.parameters(), shared.get().parameters());
        assertEquals(model.vocabulary().id("pear"), shared.get().vocabulary().id("pear"));
        assertEquals(model.labels(), shared.get().labels());
        assertSame(shared.get(), shared.get());
      }
    }
  }
}
