package dev.unroll.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.io.Model;
import dev.unroll.io.ModelDirectory;
import dev.unroll.io.TextConfig;
import dev.unroll.job.corpus.LocalSpark;
import dev.unroll.job.store.RandomModels;
import dev.unroll.network.NetworkConfig.OutputKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the README, taken from there, compiled, and as far as it needs no Spark run. */
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("(?s)```java\\n(.*?)```");

  private static final String IMPORTS =
      """
      import dev.unroll.decode.*;
      import dev.unroll.decode.LanguageModel.State;
      import dev.unroll.io.*;
      import dev.unroll.job.ml.*;
      import dev.unroll.job.score.*;
      import java.nio.file.Path;
      import org.apache.spark.ml.Pipeline;
      import org.apache.spark.ml.PipelineStage;
      import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
      import org.apache.spark.ml.feature.RegexTokenizer;
      import org.apache.spark.ml.param.ParamMap;
      import org.apache.spark.ml.tuning.*;
      import org.apache.spark.sql.*;

      public class %s {
        public static void main(String[] arguments) throws Exception {
          %s
        }
      }
      """;

  @TempDir Path folder;

  private static List<String> snippets() throws IOException {
    return JAVA.matcher(Files.readString(Path.of("../README.md")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private void compile(String name, String body) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".java"), IMPORTS.formatted(name, body));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, status, () -> body + messages.toString(StandardCharsets.UTF_8));
  }

  @Test
  void sparkSnippets_compile() throws IOException {
    StringBuilder body =
        new StringBuilder("SparkSession spark = null; Dataset<Row> documents = null;\n");
    for (String snippet : snippets()) {
      if (!snippet.contains("ModelDirectory") && !snippet.contains("Pipeline")) {
        body.append(snippet);
      }
    }
    assertTrue(body.indexOf("SequenceScorer") > 0 && body.indexOf("UnrollFunctions") > 0);
    compile("WithSpark", body.toString());
  }

  @Test
  void pipelineSnippet_runs() throws Exception {
    SparkSession spark = LocalSpark.session();
    spark
        .range(24)
        .selectExpr(
            "if(id % 2 = 0, 'A Fine, dress', 'a poor fit') as text", "1.0 + id % 2 as stars")
        .createOrReplaceTempView("readme_reviews");
    String snippet =
        snippets().stream().filter(java -> java.contains("Pipeline")).findFirst().get();
    Path saved = folder.resolve("pipeline");
    compile(
        "Tuned",
        "Dataset<Row> reviews = SparkSession.active().table(\"readme_reviews\");"
            + snippet
                .replace("hdfs:///models/stars-pipeline", saved.toString())
                .replace("setEpochs(5)", "setEpochs(1)"));
    run("Tuned");
    assertTrue(Files.isDirectory(saved.resolve("bestModel")));
  }

  private void run(String name) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }

  @Test
  void plainSnippet_runs() throws Exception {
    String snippet =
        snippets().stream().filter(java -> java.contains("ModelDirectory")).findFirst().get();
    write("word-lm", RandomModels.languageModel(TextConfig.Start.EOS));
    write("names", RandomModels.tagger(OutputKind.CRF));
    write("stars", RandomModels.classifier());
    write("dates", RandomModels.translator());
    Matcher directories = Pattern.compile("runs/([a-z-]+)/model").matcher(snippet);
    compile("Plain", directories.replaceAll(Matcher.quoteReplacement(folder + "/") + "$1"));
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      run("Plain");
    } finally {
      System.setOut(out);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(Double.parseDouble(lines.get(0)) < 0, lines::toString);
    assertTrue(RandomModels.TAGS.contains(lines.get(1)), lines::toString);
    assertTrue(RandomModels.CLASSES.contains(lines.get(2)), lines::toString);
    assertEquals(4, lines.size());
  }

  private void write(String name, Model model) throws IOException {
    ModelDirectory.write(model, folder.resolve(name));
  }
}
