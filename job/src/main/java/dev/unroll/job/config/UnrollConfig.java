package dev.unroll.job.config;

import java.io.Serializable;

/**
 * The whole configuration of a run: checked, complete and immutable. The keys, their units and
 * defaults are explained in {@code unroll-reference.conf}; each record here is one block of it.
 */
public record UnrollConfig(
    Task task,
    RunConfig run,
    CorpusConfig corpus,
    ModelConfig model,
    TrainConfig train,
    DecodeConfig decode,
    BlasConfig blas)
    implements Serializable {

  public UnrollConfig {
    boolean writes =
        task == Task.LANGUAGE_MODEL || task == Task.GENERATOR || task == Task.TRANSLATOR;
    switch (model.output()) {
      case "crf" -> outputFits(task == Task.TAGGER, model, "tagger");
      case "linear" -> outputFits(task == Task.REGRESSOR, model, "regressor");
      case "adaptive-softmax" ->
          outputFits(writes, model, "language-model, generator or translator");
      case "sigmoid" ->
          outputFits(task == Task.TAGGER || task == Task.CLASSIFIER, model, "tagger or classifier");
      default -> outputFits(task != Task.REGRESSOR, model, "any but regressor");
    }
    if (train.mode() == TrainingMode.STREAM && task != Task.LANGUAGE_MODEL) {
      throw ConfigError.must("train.mode", "be sentence for task = " + task.spelling(), "stream");
    }
    if (model.bidirectional() && (task == Task.LANGUAGE_MODEL || task == Task.GENERATOR)) {
      throw ConfigError.must(
          "model.bidirectional",
          "be false for task = " + task.spelling(),
          true,
          "a model that reads the text backwards has seen the symbol that it predicts");
    }
    if (!model.attention().equals("none") && task != Task.TRANSLATOR) {
      throw ConfigError.must(
          "model.attention", "be none for task = " + task.spelling(), model.attention());
    }
    if (!train.classWeights().isEmpty() && task != Task.TAGGER && task != Task.CLASSIFIER) {
      throw ConfigError.must(
          "train.class-weights",
          "be empty for task = " + task.spelling(),
          train.classWeights().keySet());
    }
    if (!corpus.condition().isEmpty() && task != Task.GENERATOR) {
      throw ConfigError.must(
          "corpus.condition", "be null for task = " + task.spelling(), corpus.condition());
    }
    if (!corpus.featuresColumn().isEmpty() && task == Task.LANGUAGE_MODEL) {
      throw ConfigError.must(
          "corpus.features-column",
          "be null for task = " + task.spelling(),
          corpus.featuresColumn(),
          "a generator may start from a vector");
    }
    if (!corpus.featuresColumn().isEmpty() && corpus.format() == CorpusFormat.TEXT) {
      throw ConfigError.must(
          "corpus.features-column",
          "be null for corpus.format = text",
          corpus.featuresColumn(),
          "plain text has no columns");
    }
    if (task == Task.TRANSLATOR && model.initialState().equals("learned")) {
      throw ConfigError.must(
          "model.initial-state",
          "be zero for task = translator",
          "learned",
          "the decoder starts from the encoder's final state");
    }
    if (corpus.spellingSize() > 0 && (writes || task == Task.TRANSLATOR)) {
      throw ConfigError.must(
          "corpus.spelling-size", "be 0 for task = " + task.spelling(), corpus.spellingSize());
    }
    checkFormat(task, corpus.format());
    if (model.tied() && !writes) {
      throw ConfigError.must(
          "model.tied",
          "be false for task = " + task.spelling(),
          true,
          "its outputs are not the symbols that it reads");
    }
  }

  private static void checkFormat(Task task, CorpusFormat format) {
    boolean wrong =
        switch (format) {
          case TEXT -> task != Task.LANGUAGE_MODEL && task != Task.GENERATOR;
          case CONLL -> task != Task.TAGGER;
          default -> false;
        };
    if (wrong) {
      throw ConfigError.must(
          "corpus.format",
          "not be " + Spelling.of(format) + " for task = " + task.spelling(),
          Spelling.of(format),
          format == CorpusFormat.TEXT
              ? "plain text has neither labels nor tags"
              : "conll has a tag for each token");
    }
  }

  /** Reads the complete tree. */
  static UnrollConfig from(Section root) {
    return new UnrollConfig(
        root.oneOf("task", Task.class),
        RunConfig.from(root.section("run")),
        CorpusConfig.from(root.section("corpus")),
        ModelConfig.from(root.section("model")),
        TrainConfig.from(root.section("train")),
        DecodeConfig.from(root.section("decode")),
        BlasConfig.from(root.section("blas")));
  }

  private static void outputFits(boolean fits, ModelConfig model, String tasks) {
    if (!fits) {
      throw new ConfigError(
          "model.output", "model.output = " + model.output() + " must have the task " + tasks);
    }
  }
}
