package dev.unroll.job.show;

import dev.unroll.batch.Example;
import dev.unroll.io.Model;
import dev.unroll.job.config.Task;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.corpus.ExampleShardReader;
import dev.unroll.job.corpus.ExampleShards;
import dev.unroll.job.corpus.ShardSet;
import dev.unroll.job.evaluate.Confusion;
import dev.unroll.job.evaluate.Evaluation;
import dev.unroll.text.SymbolUnit;
import dev.unroll.text.Vocabulary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Shows the same things of every model of a run, so that they can be compared: what it writes, how
 * it translates, what it mixes up. Works on the driver, on a handful of examples.
 */
public final class Showcase {
  /** Confusions shown, and the most labels of a confusion matrix. */
  private static final int CONFUSIONS = 20;

  private static final int MATRIX_LABELS = 60;

  private static final int TRANSLATIONS = 4;
  private static final int TRANSLATION_SYMBOLS = 40;

  private final UnrollConfig config;
  private final List<Example> pairs;

  private Showcase(UnrollConfig config, List<Example> pairs) {
    this.config = config;
    this.pairs = pairs;
  }

  /** Chooses what to show, from the validation data where examples are needed. */
  public static Showcase of(UnrollConfig config, ShardSet valid, Configuration hadoop)
      throws IOException {
    boolean symbols = config.corpus().featureSize() == 0;
    return new Showcase(
        config,
        config.task() == Task.TRANSLATOR && symbols
            ? somePairs((ExampleShards) valid, hadoop)
            : List.of());
  }

  /** One short pair of each of the first slices: these differ in length. */
  private static List<Example> somePairs(ExampleShards shards, Configuration hadoop)
      throws IOException {
    List<Example> some = new ArrayList<>();
    try (ExampleShardReader reader = new ExampleShardReader(shards, 0, hadoop)) {
      for (long step = 0; step < shards.stepsPerEpoch() && some.size() < TRANSLATIONS; step++) {
        reader.slice(0, step).stream()
            .filter(pair -> pair.tokens().length <= TRANSLATION_SYMBOLS)
            .findFirst()
            .ifPresent(some::add);
      }
    }
    return some;
  }

  /** What a model writes by itself; nothing in tasks that do not write. */
  public List<String> samples(Model model) {
    boolean writes = config.task() == Task.LANGUAGE_MODEL || config.task() == Task.GENERATOR;
    return writes ? Samples.of(model, config.run().seed()) : List.of();
  }

  /**
   * What a model does on the data of its evaluation.
   *
   * @return counts and tables by name, {@code confusions} and {@code translations}
   */
  public Map<String, Object> findings(Model model, Evaluation evaluation) {
    Map<String, Object> findings = new LinkedHashMap<>(evaluation.details());
    if (findings.get("confusion") instanceof Map<?, ?> matrix && matrix.size() > MATRIX_LABELS) {
      findings.remove("confusion");
    }
    List<Map<String, Object>> confusions =
        evaluation.confusions(CONFUSIONS).stream().map(c -> confusion(model, c)).toList();
    if (!confusions.isEmpty()) {
      findings.put("confusions", confusions);
    }
    if (!pairs.isEmpty()) {
      findings.put("translations", Translations.of(model, pairs, config.decode()));
    }
    return findings;
  }

  private static Map<String, Object> confusion(Model model, Confusion confusion) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("gold", confusion.gold());
    map.put("found", confusion.found());
    map.put("count", confusion.count());
    map.put("places", confusion.places().stream().map(place -> place(model, place)).toList());
    return map;
  }

  /** The text before, at and behind the symbol whose label is wrong. */
  private static Map<String, String> place(Model model, Confusion.Place place) {
    int[] symbols = place.symbols();
    int at = place.at() < 0 ? symbols.length : place.at();
    int behind = Math.min(at + 1, symbols.length);
    Map<String, String> map = new LinkedHashMap<>();
    map.put("before", text(model, Arrays.copyOfRange(symbols, 0, at)));
    map.put("at", text(model, Arrays.copyOfRange(symbols, at, behind)));
    map.put("behind", text(model, Arrays.copyOfRange(symbols, behind, symbols.length)));
    return map;
  }

  /** The symbols as they are, so that each can be told from the next. */
  private static String text(Model model, int[] ids) {
    Vocabulary vocabulary = model.vocabulary();
    String between = model.text().unit() == SymbolUnit.CHAR ? "" : " ";
    return Arrays.stream(ids)
        .filter(id -> id >= 0)
        .mapToObj(vocabulary::symbol)
        .collect(Collectors.joining(between));
  }
}
