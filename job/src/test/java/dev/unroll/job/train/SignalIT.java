package dev.unroll.job.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.corpus.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal ends {@code unroll train} in one line, and loses nothing. */
class SignalIT {
  private static final Pattern END =
      Pattern.compile(
          "ended after step ([\\d,]+): it was asked to stop; --resume goes on after step ([\\d,]+)");

  @TempDir Path folder;

  private static Map<String, String> local() {
    Map<String, String> properties = new HashMap<>(Cluster.ALONE);
    properties.put("spark.master", "local[2]");
    return properties;
  }

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130"})
  void train_signal_endsInOneLineAndResumesToTheSameBytes(String signal, int status)
      throws Exception {
    Recipes recipes = new Recipes(folder);
    // Long, and without a checkpoint but that of the signal.
    String[] steps = {"train.epochs=1000", "train.steps=300", "train.validate-every=200"};
    EffectiveConfig config = recipes.config("streams-3", "stopped", steps);
    try (TrainProcess train = new TrainProcess(folder, config, false, local())) {
      train.await("training", () -> train.log().contains("training a language-model"));
      train.signal(signal);
      assertEquals(status, train.status(), train::log);
      String log = train.log();
      assertFalse(log.contains("Exception") || log.contains("\tat "), log);
      List<String> lines = log.lines().toList();
      Matcher end = END.matcher(lines.get(lines.size() - 1));
      assertTrue(end.find(), log);
      assertEquals(end.group(1), end.group(2), "nothing is lost");
    }
    new TrainingRun(LocalSpark.session(), config, List.of()).run(true);
    new TrainingRun(LocalSpark.session(), recipes.config("streams-3", "whole", steps), List.of())
        .run(false);
    String place = "`local[2]`, streams, 300 steps";
    byte[] whole = recipes.model("whole");
    SameBytes.assertSame(whole, whole, place, "rpc", "");
    String onTheWay = "SIG" + signal + ", resumed";
    SameBytes.assertSame(whole, recipes.model("stopped"), place, "rpc", onTheWay);
  }

  @Test
  void train_signalWhileTheCorpusIsStaged_saysSo() throws Exception {
    EffectiveConfig config = new Recipes(folder).config("streams-3", "run");
    try (TrainProcess train = new TrainProcess(folder, config, false, local())) {
      train.await("a run directory", () -> Files.exists(folder.resolve("run/run.conf")));
      train.signal("TERM");
      assertEquals(143, train.status(), train::log);
      String log = train.log();
      assertFalse(log.contains("Exception") || log.contains("\tat "), log);
      assertTrue(log.contains("unroll: stopped"), log);
    }
  }
}
