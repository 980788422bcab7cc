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
    switch (model.output()) {
      case "crf" -> outputFits(task == Task.TAGGER, model, "with task = tagger");
      case "adaptive-softmax" ->
          outputFits(task == Task.LANGUAGE_MODEL, model, "with task = language-model");
      case "linear" -> outputFits(task == Task.REGRESSOR, model, "with task = regressor");
      default -> outputFits(task != Task.REGRESSOR, model, "with any task but regressor");
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
    checkFormat(task, corpus.format());
    boolean symbolsOut = task != Task.TAGGER && task != Task.CLASSIFIER && task != Task.REGRESSOR;
    if (model.tied() && !symbolsOut) {
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

  private static void outputFits(boolean fits, ModelConfig model, String where) {
    if (!fits) {
      throw new ConfigError(
          "model.output", "model.output = " + model.output() + " must be used " + where);
    }
  }
}
