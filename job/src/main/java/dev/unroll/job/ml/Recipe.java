package dev.unroll.job.ml;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.unroll.job.config.ConfigLoader;
import dev.unroll.job.config.EffectiveConfig;
import dev.unroll.job.config.Task;
import dev.unroll.job.config.TrainingMode;
import dev.unroll.job.config.UnrollConfig;
import dev.unroll.job.config.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The params that stand for keys of the configuration. None has a default here: where one is not
 * set, the text of the recipe counts, and where that says nothing, {@code unroll-reference.conf}.
 */
final class Recipe implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Params stage;
  private final Map<Param<?>, String> keys = new LinkedHashMap<>();

  /** No params yet. */
  Recipe(Params stage) {
    this.stage = stage;
  }

  private static String doc(String meaning, String key) {
    return meaning + " (" + key + ")";
  }

  private <T, P extends Param<T>> P register(P param, String key) {
    keys.put(param, key);
    return param;
  }

  Param<String> word(String name, String meaning, String key) {
    return register(new Param<>(stage, name, doc(meaning, key)), key);
  }

  IntParam integer(String name, String meaning, String key) {
    return register(new IntParam(stage, name, doc(meaning, key)), key);
  }

  LongParam whole(String name, String meaning, String key) {
    return register(new LongParam(stage, name, doc(meaning, key)), key);
  }

  DoubleParam number(String name, String meaning, String key) {
    return register(new DoubleParam(stage, name, doc(meaning, key)), key);
  }

  /**
   * The configuration of a stage.
   *
   * @param text HOCON
   * @param inputCol "" where the text names it; so for {@code labelCol}
   * @param more {@code key=value} each, which wins over everything else
   * @throws UserError if there is a mistake in it
   */
  EffectiveConfig configuration(String text, String inputCol, String labelCol, List<String> more) {
    List<String> overrides = new ArrayList<>();
    keys.forEach(
        (param, key) -> {
          if (stage.isSet(param)) {
            overrides.add(key + "=" + literal(stage.getOrDefault(param)));
          }
        });
    // What the DataFrame decides.
    overrides.add("corpus.format=table");
    Task task = load(text, overrides).values().task();
    if (!inputCol.isEmpty()) {
      String key = task == Task.TRANSLATOR ? "source" : "text";
      overrides.add("corpus." + key + "-column=" + literal(inputCol));
    }
    if (!labelCol.isEmpty()) {
      overrides.add("corpus." + labelKey(task, labelCol) + "-column=" + literal(labelCol));
    }
    overrides.addAll(more);
    EffectiveConfig config = load(text, overrides);
    if (config.values().train().mode() == TrainingMode.STREAM && !isGiven(config, "train.mode")) {
      overrides.add("train.mode=sentence");
      return load(text, overrides);
    }
    return config;
  }

  private static EffectiveConfig load(String text, List<String> overrides) {
    return ConfigLoader.fromText("recipe", text, overrides);
  }

  private static boolean isGiven(EffectiveConfig config, String key) {
    return config.settings().stream()
        .anyMatch(setting -> setting.key().equals(key) && !setting.isDefault());
  }

  private static String labelKey(Task task, String labelCol) {
    return switch (task) {
      case TAGGER -> "tag";
      case CLASSIFIER, REGRESSOR -> "label";
      case TRANSLATOR -> "target";
      case LANGUAGE_MODEL, GENERATOR ->
          throw new UserError(
              "labelCol must not be set for task = %s, got %s; the text is all there is to learn"
                  .formatted(task.spelling(), labelCol));
    };
  }

  /** The column that the answer to learn is in; "" for none. */
  static String labelColumn(UnrollConfig config) {
    return switch (config.task()) {
      case TAGGER -> config.corpus().tagColumn();
      case CLASSIFIER, REGRESSOR -> config.corpus().labelColumn();
      case TRANSLATOR -> config.corpus().targetColumn();
      case LANGUAGE_MODEL, GENERATOR -> "";
    };
  }

  /** The column of texts. */
  static String inputColumn(UnrollConfig config) {
    return config.task() == Task.TRANSLATOR
        ? config.corpus().sourceColumn()
        : config.corpus().textColumn();
  }

  private static String literal(Object value) {
    return value instanceof String word ? TextNode.valueOf(word).toString() : value.toString();
  }
}
